import { useQueryClient } from '@tanstack/react-query';
import { CircleAlert, FileUp, LoaderCircle, X } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import { Button, IconButton } from '@/components/ui/button';
import { explain } from '@/lib/api';
import { keys } from '@/lib/query-keys';
import { say } from '@/lib/toasts';
import styles from './drop-zone.module.css';
import { uploadFile } from './queries';

const MOST_BYTES = 10 * 1024 * 1024;
const TYPES = '.md,.markdown,.txt,.html,.htm,.pdf';

/** A file on its way, or what became of it if it brought nothing. */
interface Upload {
  id: number;
  name: string;
  error?: string;
}

let lastId = 0;

/** Files are dropped or chosen; each is read at once and becomes one article or more. */
export function DropZone({ assistant }: { assistant: string }) {
  const client = useQueryClient();
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const drop = (id: number) => setUploads((all) => all.filter((upload) => upload.id !== id));
  const fail = (id: number, error: string) =>
    setUploads((all) => all.map((upload) => (upload.id === id ? { ...upload, error } : upload)));

  const send = async (file: File) => {
    lastId += 1;
    const id = lastId;
    setUploads((all) => [...all, { id, name: file.name }]);
    if (file.size > MOST_BYTES) return fail(id, 'A file may have 10 MiB at most.');
    try {
      await uploadFile(assistant, file);
      drop(id);
      say(`${file.name} is read.`);
      void client.invalidateQueries({ queryKey: keys.articles(assistant) });
    } catch (error) {
      fail(id, explain(error));
    }
    await client.invalidateQueries({ queryKey: keys.sources(assistant) });
  };
  // One after the other: the server reads each before it answers.
  const sendAll = async (files: Iterable<File>) => {
    for (const file of files) await send(file);
  };

  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void sendAll([...event.dataTransfer.files]);
  };

  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: by keyboard the button in it does the same */}
      <div
        className={styles.zone}
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <FileUp />
        <p>Drop files here: Markdown, text, HTML or PDF, up to 10 MiB each.</p>
        <Button onClick={() => chooser.current?.click()}>Choose files</Button>
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          accept={TYPES}
          aria-label="Files to read"
          onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            event.target.value = '';
            void sendAll(files);
          }}
        />
      </div>
      <ul aria-live="polite">
        {uploads.map(({ id, name, error }) => (
          <li key={id} className={styles.upload} data-failed={error !== undefined}>
            {error === undefined ? <LoaderCircle className={styles.turning} /> : <CircleAlert />}
            <span>
              <strong>{name}</strong>
              {error === undefined ? ' is being read…' : `: ${error}`}
            </span>
            {error !== undefined && (
              <IconButton label={`Forget ${name}`} onClick={() => drop(id)}>
                <X />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
