import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import section from '@/components/settings-section.module.css';
import { Button } from '@/components/ui/button';
import { TextArea, TextField } from '@/components/ui/field';
import { explain } from '@/lib/api';
import { useMe } from '@/lib/live-context';
import { mayManage } from '@/lib/policies';
import { keys } from '@/lib/query-keys';
import { say } from '@/lib/toasts';
import type { Assistant } from '@/lib/wire';
import { isColour } from './colour';
import { ColourField } from './colour-field';
import { ConfirmDelete } from './confirm-delete';
import styles from './form.module.css';
import { originsOf } from './origin';
import page from './page.module.css';
import { Preview } from './preview/preview';
import { deleteAssistant, patchAssistant } from './queries';

export function SettingsForm({ assistant }: { assistant: Assistant }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const may = mayManage(useMe());
  const [name, setName] = useState(assistant.name);
  const [greeting, setGreeting] = useState(assistant.greeting);
  const [suggestions, setSuggestions] = useState(assistant.suggestions.join('\n'));
  const [color, setColor] = useState(assistant.color);
  const [origins, setOrigins] = useState(assistant.allowed_origins.join('\n'));
  const [deleting, setDeleting] = useState(false);
  const { origins: allowed, wrong } = originsOf(origins);
  const lines = suggestions
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

  const saving = useMutation({
    mutationFn: () =>
      patchAssistant(assistant.id, {
        name: name.trim(),
        greeting: greeting.trim(),
        suggestions: lines,
        color,
        allowed_origins: allowed,
      }),
    onSuccess: (saved) => {
      client.setQueryData(keys.assistant(saved.id), saved);
      void client.invalidateQueries({ queryKey: keys.assistants, exact: true });
      setOrigins(saved.allowed_origins.join('\n'));
      say('Saved.');
    },
    onError: (error) => say(explain(error), 'danger'),
  });

  const removing = useMutation({
    mutationFn: () => deleteAssistant(assistant.id),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.assistants, exact: true });
      navigate('/assistants');
    },
    onError: (error) => say(explain(error), 'danger'),
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong.length === 0 && isColour(color)) saving.mutate();
  };

  return (
    <div className={page.split}>
      <form onSubmit={submit}>
        <fieldset className={section.fields} disabled={!may}>
          <TextField
            label="Name"
            value={name}
            maxLength={80}
            required
            onChange={(event) => setName(event.target.value)}
          />
          <TextArea
            label="Greeting"
            rows={3}
            value={greeting}
            maxLength={500}
            hint="The first thing a visitor reads, before writing anything."
            onChange={(event) => setGreeting(event.target.value)}
          />
          <TextArea
            label="Suggested questions"
            rows={4}
            value={suggestions}
            hint="One per line. Visitors send one with a tap."
            onChange={(event) => setSuggestions(event.target.value)}
          />
          <ColourField value={color} onChange={setColor} />
          <TextArea
            label="Allowed pages"
            rows={3}
            value={origins}
            placeholder="https://shop.example"
            hint="Origins that may show the chat, one per line. None: only this server’s own pages."
            error={wrong.length > 0 ? `This is no origin: ${wrong.join(', ')}` : undefined}
            onChange={(event) => setOrigins(event.target.value)}
          />
          <div className={page.actions}>
            <Button look="primary" type="submit" disabled={saving.isPending}>
              {saving.isPending ? 'Saving…' : 'Save'}
            </Button>
            {!may && <span className={styles.saved}>Only owners and admins change this.</span>}
            <Button look="quiet" className={page.end} onClick={() => setDeleting(true)}>
              Delete assistant
            </Button>
          </div>
        </fieldset>
      </form>
      <Preview
        name={name}
        greeting={greeting}
        suggestions={lines}
        color={color}
        handoff={assistant.handoff}
      />
      {deleting && (
        <ConfirmDelete
          what={assistant.name}
          words="Its articles and sites go with it, and its snippet stops working. This cannot be undone."
          confirm={() => removing.mutate()}
          onClose={() => setDeleting(false)}
        />
      )}
    </div>
  );
}
