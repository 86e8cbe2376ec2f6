import { Button } from '@/components/ui/button';
import { Modal } from '@/components/ui/modal';
import styles from '@/components/ui/modal-form.module.css';

interface Props {
  what: string;
  words: string;
  confirm: () => void;
  onClose: () => void;
}

export function ConfirmDelete({ what, words, confirm, onClose }: Props) {
  return (
    <Modal title={`Delete “${what}”?`} onClose={onClose}>
      <div className={styles.dialog}>
        <p>{words}</p>
        <div className={styles.buttons}>
          <Button onClick={onClose}>Keep it</Button>
          <Button
            look="danger"
            onClick={() => {
              onClose();
              confirm();
            }}
          >
            Delete
          </Button>
        </div>
      </div>
    </Modal>
  );
}
