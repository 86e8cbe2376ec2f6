import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { useStore } from 'zustand';
import { dismiss, toasts } from '@/lib/toasts';
import { IconButton } from './button';
import styles from './toaster.module.css';

export function Toaster() {
  const shown = useStore(toasts);
  return (
    <div className={styles.stack} role="status" aria-live="polite">
      {shown.map((toast) => (
        <div key={toast.id} className={styles.toast} data-tone={toast.tone}>
          {toast.tone === 'danger' ? <CircleAlert /> : <CircleCheck />}
          <span>{toast.text}</span>
          <IconButton label="Dismiss" onClick={() => dismiss(toast.id)}>
            <X />
          </IconButton>
        </div>
      ))}
    </div>
  );
}
