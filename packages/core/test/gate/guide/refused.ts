import { GuardBlockedError } from '@heddle/core';

try {
  await merge(42);
} catch (error) {
  if (!GuardBlockedError.isInstance(error)) throw error;
  if (error.approvalStatus === 'timeout') await askAgainLater(error.approvalId);
}

declare function merge(pr: number): Promise<void>;
declare function askAgainLater(approvalId: string | undefined): Promise<void>;
