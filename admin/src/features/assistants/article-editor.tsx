import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronLeft } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { Markdown } from '@/components/markdown/markdown';
import section from '@/components/settings-section.module.css';
import { Button } from '@/components/ui/button';
import { TextArea, TextField } from '@/components/ui/field';
import { explain } from '@/lib/api';
import { useMe } from '@/lib/live-context';
import { mayManage } from '@/lib/policies';
import { keys } from '@/lib/query-keys';
import { say } from '@/lib/toasts';
import type { Article } from '@/lib/wire';
import { ConfirmDelete } from './confirm-delete';
import styles from './form.module.css';
import page from './page.module.css';
import { articleQuery, createArticle, deleteArticle, patchArticle } from './queries';
import { markQuestion } from './questions/queries';
import { type Asked, useAnswerTo, useAsked } from './questions/written-for';

const LONGEST_TITLE = 200;

interface Props {
  assistant: string;
  /** Undefined while it is a new one. */
  id: number | undefined;
}

export function ArticleEditor({ assistant, id }: Props) {
  const { data, error } = useQuery({ ...articleQuery(id ?? 0), enabled: id !== undefined });
  const asked = useAsked();
  const answer = useAnswerTo(id === undefined ? asked : undefined);
  if (error) return <p>{explain(error)}</p>;
  if ((id !== undefined && !data) || answer === undefined) return <div />;
  return (
    <Editor
      assistant={assistant}
      article={data}
      asked={id === undefined ? asked : undefined}
      begun={{ title: asked?.question.slice(0, LONGEST_TITLE) ?? '', body: answer }}
    />
  );
}

interface EditorProps {
  assistant: string;
  article: Article | undefined;
  /** The question that it is written for, and what it begins with then. */
  asked: Asked | undefined;
  begun: { title: string; body: string };
}

function Editor({ assistant, article, asked, begun }: EditorProps) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const may = mayManage(useMe());
  const [title, setTitle] = useState(article?.title ?? begun.title);
  const [body, setBody] = useState(article?.body ?? begun.body);
  const [url, setUrl] = useState(article?.url ?? '');
  const [seen, setSeen] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const list = `/assistants/${assistant}/${asked ? 'questions' : 'knowledge'}`;

  const done = (words: string) => {
    void client.invalidateQueries({ queryKey: keys.articles(assistant) });
    if (article) client.removeQueries({ queryKey: keys.article(article.id) });
    say(words);
    navigate(list);
  };
  const onError = (error: unknown) => say(explain(error), 'danger');
  const saving = useMutation({
    mutationFn: () => {
      const written = {
        title: title.trim(),
        body: body.trim(),
        ...(url.trim() !== '' && { url: url.trim() }),
      };
      return article ? patchArticle(article.id, written) : createArticle(assistant, written);
    },
    onSuccess: () => {
      // The article stands, whatever becomes of the mark.
      if (asked)
        markQuestion(client, assistant, asked.id, 'answered').catch((error: unknown) =>
          say(explain(error), 'danger'),
        );
      done('Saved. The assistant knows it from now on.');
    },
    onError,
  });
  const removing = useMutation({
    mutationFn: () => deleteArticle(article?.id ?? 0),
    onSuccess: () => done('Deleted.'),
    onError,
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
  };

  return (
    <form onSubmit={submit} onKeyDown={onKeyDown}>
      <Link href={list} className={page.back}>
        <ChevronLeft /> {asked ? 'Unanswered questions' : 'All articles'}
      </Link>
      {asked && <p className={styles.about}>{aboutAnswer(begun.body)}</p>}
      {article?.source && <p className={styles.about}>{aboutSource(article.source)}</p>}
      <fieldset className={section.fields} disabled={!may}>
        <TextField
          label="Title"
          value={title}
          maxLength={LONGEST_TITLE}
          required
          autoFocus={!article}
          onChange={(event) => setTitle(event.target.value)}
        />
        <div>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one line */}
          <div className={styles.toggle} role="group" aria-label="Write or look">
            <button type="button" aria-pressed={!seen} onClick={() => setSeen(false)}>
              Write
            </button>
            <button type="button" aria-pressed={seen} onClick={() => setSeen(true)}>
              Preview
            </button>
          </div>
        </div>
        {seen ? (
          <div className={styles.preview}>
            <Markdown text={body} />
          </div>
        ) : (
          <TextArea
            label="Text"
            className={styles.editor}
            rows={14}
            value={body}
            required
            hint="Markdown. Write it as for a customer: whole sentences of it become answers."
            onChange={(event) => setBody(event.target.value)}
          />
        )}
        <TextField
          label="Address (optional)"
          type="url"
          value={url}
          placeholder="https://shop.example/help/returns"
          hint="Where it can be read in full. Answers link to it."
          onChange={(event) => setUrl(event.target.value)}
        />
        <div className={page.actions}>
          <Button look="primary" type="submit" keys="Mod+Enter" disabled={saving.isPending}>
            {saving.isPending ? 'Saving…' : 'Save'}
          </Button>
          <Button look="quiet" onClick={() => navigate(list)}>
            Cancel
          </Button>
          {article && (
            <Button look="quiet" className={page.end} onClick={() => setDeleting(true)}>
              Delete
            </Button>
          )}
        </div>
      </fieldset>
      {deleting && article && (
        <ConfirmDelete
          what={article.title}
          words="The assistant forgets it at once."
          confirm={() => removing.mutate()}
          onClose={() => setDeleting(false)}
        />
      )}
    </form>
  );
}

function aboutAnswer(answer: string): string {
  return answer === ''
    ? 'For a question that nothing answered. Saving closes it.'
    : 'For a question that nothing answered; the text is what a person replied. Take out what only concerned them. Saving closes the question.';
}

function aboutSource({ url }: NonNullable<Article['source']>): string {
  return `Imported from ${url ?? 'a file'}. Once you change it here, the import leaves it alone.`;
}
