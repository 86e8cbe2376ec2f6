import { type FormEvent, useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { FormError, Welcome } from '@/components/ui/welcome';
import { explain } from '@/lib/api';
import { isUsed, setUp, worksStill } from '@/lib/session';

const PASSWORD_LENGTH = 10;

/** `/setup#<token>`, from the link that the server prints at its first start. */
export function SetupPage() {
  // The token stays behind the `#`, where no server and no log sees it.
  const [token] = useState(() => window.location.hash.slice(1));
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const [used, setUsed] = useState(false);

  useEffect(() => {
    if (token !== '') void worksStill(token).then((works) => setUsed(!works));
  }, [token]);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (name: string) => String(form.get(name)).trim();
    setBusy(true);
    setRefusal(undefined);
    try {
      await setUp({
        token,
        tenant: field('tenant'),
        name: field('name'),
        email: field('email'),
        password: String(form.get('password')),
      });
      navigate('/assistants', { replace: true });
    } catch (error) {
      if (isUsed(error)) setUsed(true);
      else setRefusal(explain(error));
      setBusy(false);
    }
  };

  if (token === '') {
    return (
      <Welcome
        title="This link is not complete"
        lead="Open the whole set-up link that the server printed, with what follows the #."
      >
        <Link href="/">Go to the sign-in page</Link>
      </Welcome>
    );
  }

  if (used) {
    return (
      <Welcome
        title="This link was used already"
        lead="Tandem is set up: sign in with the account that was made. If nobody did, open the newest link that the server printed."
      >
        <Link href="/">Go to the sign-in page</Link>
      </Welcome>
    );
  }

  return (
    <Welcome
      title="Welcome to Tandem"
      lead="Name your company and make the first account. It owns everything."
    >
      <form onSubmit={submit}>
        <TextField
          label="Company"
          name="tenant"
          autoComplete="organization"
          maxLength={100}
          required
          autoFocus
        />
        <TextField
          label="Your name"
          name="name"
          autoComplete="name"
          maxLength={100}
          hint="Visitors see it when you answer."
          required
        />
        <TextField label="E-mail address" name="email" type="email" autoComplete="username" required />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={PASSWORD_LENGTH}
          hint={`At least ${PASSWORD_LENGTH} characters.`}
          required
        />
        {refusal !== undefined && <FormError>{refusal}</FormError>}
        <Button look="primary" type="submit" disabled={busy}>
          {busy ? 'Setting up…' : 'Start'}
        </Button>
      </form>
    </Welcome>
  );
}
