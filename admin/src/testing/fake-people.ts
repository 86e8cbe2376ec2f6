import type { Member, MemberIn } from '@/lib/wire';
import { type Body, type FakeAnswer, list, ok, problem } from './fake-answer';
import { members } from './fake-data';

/** The people of the company. */
export class FakePeople {
  readonly members: Member[] = structuredClone(members);

  request(method: string, one: string, body: Body): FakeAnswer {
    if (method === 'GET') return list(this.members);
    if (method === 'POST') return this.add(body as unknown as MemberIn);
    const at = this.members.findIndex(({ id }) => id === Number(one));
    const found = this.members[at];
    if (!found) return problem(404, 'not_found', 'There is no such thing here.');
    if (method === 'DELETE') {
      this.members.splice(at, 1);
      return { status: 204, body: undefined };
    }
    return ok(Object.assign(found, body));
  }

  private add({ name, email, role }: MemberIn): FakeAnswer {
    if (this.members.some((member) => member.email === email))
      return problem(409, 'email_taken', 'This e-mail address is in use.');
    const member: Member = { id: 100 + this.members.length, name, email, role, online: false };
    this.members.push(member);
    return { status: 201, body: member };
  }
}
