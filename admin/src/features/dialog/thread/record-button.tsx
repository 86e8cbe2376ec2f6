import { FileSearch } from 'lucide-react';
import { IconButton } from '@/components/ui/button';
import { openRecord, questionOf } from '../record/record';
import styles from './message-menu.module.css';

/** Opens what is known of one answer of the assistant. */
export function RecordButton({ generation }: { generation: number }) {
  return (
    <IconButton label={questionOf(false)} className={styles.trigger} onClick={() => openRecord(generation)}>
      <FileSearch />
    </IconButton>
  );
}
