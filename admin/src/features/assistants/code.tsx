import { Copy } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { copy } from '@/lib/copy';
import styles from './code.module.css';

export function Code({ name, text }: { name: string; text: string }) {
  return (
    <div className={styles.box}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={styles.code} tabIndex={0} title={name}>
        <code>{text}</code>
      </pre>
      <Button className={styles.copy} icon={<Copy />} onClick={() => void copy(text, name)}>
        Copy
      </Button>
    </div>
  );
}
