import { Button } from '@/components/ui/button';
import { Modal } from '@/components/ui/modal';
import styles from '@/components/ui/modal-form.module.css';

interface Props {
  confirm: () => void;
  onClose: () => void;
}

export function TurnOff({ confirm, onClose }: Props) {
  return (
    <Modal title="Turn off search by meaning?" onClose={onClose}>
      <div className={styles.dialog}>
        <p>
          Articles are found by their words again, at once. All vectors and the saved key are deleted; turning
          it on again makes all of them anew.
        </p>
        <div className={styles.buttons}>
          <Button onClick={onClose}>Keep it on</Button>
          <Button
            look="danger"
            onClick={() => {
              onClose();
              confirm();
            }}
          >
            Turn off
          </Button>
        </div>
      </div>
    </Modal>
  );
}
