import { connectConsole, disconnectConsole, type Post, takeFrame } from "@hostwright/core/console";
import type { App } from "@hostwright/core/kernel";
import middy from "@middy/core";
import type { APIGatewayProxyWebsocketEventV2 } from "aws-lambda";
import { z } from "zod";
import { type Connections, createConnections } from "./connections.ts";
import { whileInTime } from "./in-time.ts";

const query = z.object({ queryStringParameters: z.object({ ticket: z.string() }) });

/** The WebSocket API of consoles: lets sides in, and passes on what they say to each other. */
export function consoleSocketHandler(app: () => App) {
  let connections: Connections | undefined;
  return middy<Event, Answer>().handler((event, context) => {
    connections ??= createConnections(app().config);
    const open = connections;
    return whileInTime(app(), context, 0, (timed) => answer(timed, open, event));
  });
}

type Event = APIGatewayProxyWebsocketEventV2;
type Answer = { statusCode: number };

async function answer(app: App, connections: Connections, event: Event): Promise<Answer> {
  const { connectionId: connection, requestId: id, routeKey } = event.requestContext;
  switch (routeKey) {
    case "$connect": {
      const given = query.safeParse(event);
      const ticket = given.success ? given.data.queryStringParameters.ticket : "";
      const admitted = await connectConsole(app, { id, connection, ticket });
      app.log.info("console connection", { request_id: id, connection, admitted });
      return { statusCode: admitted ? 200 : 403 };
    }
    case "$disconnect":
      await deliver(app, connections, id, await disconnectConsole(app, { id, connection }));
      return { statusCode: 200 };
    default: {
      const posts = await takeFrame(app, { id, connection, body: event.body ?? "" });
      await deliver(app, connections, id, posts);
      return { statusCode: 200 };
    }
  }
}

/** Who is found gone is taken for disconnected: API Gateway's own word about it may be late, or never come. */
async function deliver(app: App, connections: Connections, id: string, posts: Post[]): Promise<void> {
  for (const { connection, text } of posts) {
    if (await connections.post(connection, text)) continue;
    for (const told of await disconnectConsole(app, { id, connection }))
      await connections.post(told.connection, told.text);
  }
}
