import { FileSearch } from 'lucide-react';
import { IconButton } from '@/components/ui/button';
import { openRecord } from '../record/record';
import styles from './message-menu.module.css';

/** Opens what is known of one answer of the assistant. */
export function RecordButton({ generation }: { generation: number }) {
  return (
    <IconButton
      label="How was this answered?"
      className={styles.trigger}
      onClick={() => openRecord(generation)}
    >
      <FileSearch />
    </IconButton>
  );
}
