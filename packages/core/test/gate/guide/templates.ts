import { createHeddle, policies, policyTemplates } from '@heddle/core';

createHeddle({
  mode: 'enforce',
  gate: policies([...policyTemplates['prod-merge'], ...policyTemplates['prod-shell']]),
});
