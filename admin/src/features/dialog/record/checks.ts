import type { AnswerRecord } from '@/lib/wire';

/** Something that was looked at before a visitor could read the answer. */
interface Check {
  name: string;
  passed: boolean;
  words: string;
}

const PASSED: Record<string, string> = {
  sources: 'It names no source that it was not given.',
  tools: 'It called its tools as they are meant to be called.',
};
const FAILED: Record<string, string> = {
  sources: 'It named sources that it was not given: they were taken out.',
  tools: 'It called a tool wrongly: that call was not run.',
};

/** In words. What was fine with an answer that never came, or with tools that were never called, says nothing. */
export function checksOf({ status, guards, tools }: AnswerRecord): Check[] {
  const told = ({ name, passed }: AnswerRecord['guards'][number]) =>
    !passed || (status === 'completed' && (name !== 'tools' || tools.length > 0));
  return guards.filter(told).map(({ name, passed, detail }) => {
    const plain = name.replaceAll('_', ' ');
    // A newer server may check more than this dashboard knows of.
    const unknown = `${passed ? 'Passed' : 'Not passed'}: ${plain}${detail ? ` (${detail})` : ''}`;
    return { name, passed, words: (passed ? PASSED : FAILED)[name] ?? unknown };
  });
}
