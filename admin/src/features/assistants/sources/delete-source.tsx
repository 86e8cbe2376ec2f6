import { Button } from '@/components/ui/button';
import { Modal } from '@/components/ui/modal';
import styles from '@/components/ui/modal-form.module.css';
import type { Source } from '@/lib/wire';

interface Props {
  source: Source;
  remove: (articles: 'keep' | 'delete') => void;
  onClose: () => void;
}

export function DeleteSource({ source, remove, onClose }: Props) {
  const articles = source.pages.imported + source.pages.edited;
  const choose = (what: 'keep' | 'delete') => {
    onClose();
    remove(what);
  };
  return (
    <Modal title={`Delete “${source.name}”?`} onClose={onClose}>
      <div className={styles.dialog}>
        <p>
          {articles === 0
            ? 'It is not read again.'
            : `Its ${articles === 1 ? 'article goes' : `${articles} articles go`} with it, also those that you changed by hand. Or keep them as ordinary articles that nobody updates.`}
        </p>
        <div className={styles.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          {articles > 0 && <Button onClick={() => choose('keep')}>Keep the articles</Button>}
          <Button look="danger" onClick={() => choose('delete')}>
            {articles > 0 ? 'Delete all' : 'Delete'}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
