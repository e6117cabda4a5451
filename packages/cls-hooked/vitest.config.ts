import { defineProject } from 'vitest/config';

export default defineProject({ test: { name: 'cls-hooked', include: ['test/**/*.test.ts'] } });
