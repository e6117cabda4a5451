/**
 * What secrets begin with, by what follows. Derived from what providers publish and from the rules
 * of the secret scanners gitleaks and secretlint (both MIT). Every repeat is bounded, and a little
 * wider than today's tokens: a longer one should not slip through. What is found must also look
 * generated, so that `npm_config_registry` stays.
 *
 * A prefix that ends in `=` or `/` names a secret rather than beginning it, and stays in the text.
 */
export const SECRET_FORMATS: readonly (readonly [prefixes: string, body: string])[] = [
  // Letters and digits: GitHub, Hugging Face, Groq, Perplexity, xAI, Replicate, npm, RubyGems,
  // Stripe, Shopify, DigitalOcean, Vercel, Cloudflare, PostHog, Notion, LangSmith, Mailgun, Pulumi.
  [
    `ghp_ gho_ ghu_ ghs_ ghr_ hf_ api_org_ gsk_ pplx- xai- r8_ npm_ rubygems_ sk_live_ sk_test_
    rk_live_ rk_test_ pk_live_ shpat_ shpca_ shppa_ shpss_ dop_v1_ doo_v1_ dor_v1_ vcp_ vci_ vca_
    vcr_ vck_ cfk_ cfut_ cfat_ phc_ phx_ phs_ ntn_ secret_ lsv2_pt_ lsv2_sk_ sk_ key- pul-`,
    '[A-Za-z0-9]{20,300}(?:_[a-f0-9]{10})?',
  ],
  // With separators inside: Anthropic, OpenAI, Langfuse, Tavily, GitHub, GitLab, PyPI, Docker,
  // Google, Slack, SendGrid, Vault, Doppler, Figma, Atlassian, Linear, Grafana, New Relic, Sentry,
  // Postman, Square, Brevo, Heroku, Fly, PlanetScale, Supabase, Tailscale, 1Password, webhooks,
  // AgentMetrics, Apie.
  [
    `sk-ant- sk-proj- sk-svcacct- sk-admin- sk-lf- tvly- github_pat_ glpat- gldt- glrt- glptt-
    glagent- glsoat- glft- glimt- glcbt- glffct- gloas- pypi- dckr_pat_ dckr_oat_ GOCSPX- ya29.
    xoxa- xoxb- xoxe- xoxo- xoxp- xoxr- xoxs- xapp- SG. hvs. hvb. hvr. dp.pt. dp.st. dp.ct. dp.sa.
    dp.scim. dp.audit. figd_ figo_ figu_ ATATT3 ATCTT3 lin_api_ lin_oauth_ glsa_ glc_ NRAK- NRII-
    sntrys_ sntryu_ PMAK- sq0atp- sq0csp- xkeysib- HRKU- fo1_ fm1a_ fm1r_ fm2_ pscale_tkn_
    pscale_oauth_ pscale_pw_ sbp_ sb_secret_ tskey-auth- tskey-api- tskey-client- ops_ whsec_
    am_live_ am_test_ apie_sk_ ABSK AccountKey= SharedAccessKey= .slack.com/services/
    .slack.com/workflows/ .com/api/webhooks/`,
    '[\\w+/=.%-]{18,1300}',
  ],
  // Of exact length: AWS, Google, Twilio, Databricks, Alibaba, Bitbucket, Meta, Resend, age.
  ['AKIA ASIA ABIA ACCA', '[A-Z0-9]{16}'],
  ['AIza', '[\\w-]{35}'],
  ['SK dapi', '[a-f0-9]{32}'],
  ['LTAI ATBB', '[A-Za-z0-9]{16,40}'],
  ['EAA', '[\\w-]{50,400}'],
  ['re_', '[A-Za-z0-9]{6,12}_[A-Za-z0-9]{16,40}'],
  ['AGE-SECRET-KEY-', '1[A-Z0-9]{58}'],
  // Everyone else's `sk-`: OpenRouter, DeepSeek, Moonshot, LiteLLM, OpenAI's old ones.
  ['sk-', '(?:[A-Za-z0-9]{2,12}-){0,3}[A-Za-z0-9]{20,200}'],
];
