import { AssistantsPage } from '@/features/assistants/assistants-page';

/** Loaded when first visited: operators who only answer never fetch it. */
export default AssistantsPage;
