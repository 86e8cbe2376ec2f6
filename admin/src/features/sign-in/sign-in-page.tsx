import { type FormEvent, useState } from 'react';
import { ApiError } from 'tandem-client';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { FormError, Welcome } from '@/components/ui/welcome';
import { explain } from '@/lib/api';
import { signIn } from '@/lib/session';

export function SignInPage() {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setRefusal(undefined);
    try {
      await signIn(String(form.get('email')), String(form.get('password')));
    } catch (error) {
      // Which of the two is wrong stays unsaid: it would tell who has an account.
      const wrong = error instanceof ApiError && [400, 401, 403, 422].includes(error.status);
      setRefusal(wrong ? 'E-mail address or password is not right.' : explain(error));
      setBusy(false);
    }
  };

  return (
    <Welcome title="Sign in to Tandem" lead="Your inbox is waiting.">
      <form onSubmit={submit}>
        <TextField
          label="E-mail address"
          name="email"
          type="email"
          autoComplete="username"
          required
          autoFocus
        />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        {refusal !== undefined && <FormError>{refusal}</FormError>}
        <Button look="primary" type="submit" disabled={busy}>
          {busy ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
    </Welcome>
  );
}
