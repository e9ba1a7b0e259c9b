import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import type { Config } from "@hostwright/core/kernel";

/** Connections of the WebSocket API. A connection that is gone is no error. */
export interface Connections {
  /** @returns whether the connection is there */
  post(connection: string, text: string): Promise<boolean>;
  close(connection: string): Promise<void>;
}

/** What a connection that is gone answers; 400 where its id was never one. */
const GONE = new Set(["GoneException", "BadRequestException", "NotFoundException"]);

/** @throws on first use, where the settings name no endpoint for them */
export function createConnections(config: Config): Connections {
  let client: ApiGatewayManagementApiClient | undefined;
  const send = async (command: PostToConnectionCommand | DeleteConnectionCommand): Promise<boolean> => {
    const { HOSTWRIGHT_CONNECTIONS_URL: endpoint } = config;
    if (!endpoint) throw new Error("HOSTWRIGHT_CONNECTIONS_URL is not set");
    client ??= new ApiGatewayManagementApiClient({
      endpoint,
      region: config.HOSTWRIGHT_AWS_REGION,
      ...(config.HOSTWRIGHT_AWS_ENDPOINT ? { credentials: { accessKeyId: "local", secretAccessKey: "local" } } : {}),
    });
    try {
      if (command instanceof PostToConnectionCommand) await client.send(command);
      else await client.send(command);
      return true;
    } catch (error) {
      if (error instanceof Error && GONE.has(error.name)) return false;
      throw error;
    }
  };
  return {
    post: (ConnectionId, text) => send(new PostToConnectionCommand({ ConnectionId, Data: text })),
    close: async (ConnectionId) => {
      await send(new DeleteConnectionCommand({ ConnectionId }));
    },
  };
}
