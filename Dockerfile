# The cloud centre for servers: docker build -t landing-desk-cloud .
# docs/operations/cloud.md says how it is run; `node scripts/cloud/image.ts` lays out the same folder without Docker.

FROM node:24-bookworm-slim AS build
WORKDIR /build
# First what changes seldom, so that the packages are fetched again only when they changed.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && node scripts/cloud/image.ts /image

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /srv/landing-desk
# Owned by root and run by another: the program cannot change itself.
COPY --from=build /image ./
# Only the embedded database writes here; with DATABASE_URL nothing is written at all.
RUN mkdir -p /var/lib/landing-desk && chown node:node /var/lib/landing-desk
USER node
EXPOSE 4790 4791
HEALTHCHECK --interval=10s --timeout=4s --start-period=90s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4790/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1 and hears SIGTERM itself: no shell between.
ENTRYPOINT ["node", "--enable-source-maps", "out/cloud/cloud.js"]
CMD ["serve", "--port", "4790", "--host", "0.0.0.0", "--metrics-port", "4791", "--metrics-host", "0.0.0.0", "--drain", "5"]
