using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAgent.Cli;

/// <summary>A conversation with one device. Not thread-safe.</summary>
internal interface IConversation
{
    /// <summary>The cause of a missing answer, for the error message; empty when unknown.</summary>
    string Trouble { get; }

    /// <summary>Sends a request and waits for its reply; null when none came in time.</summary>
    JsonElement? Ask(string verb, JsonObject arguments);

    /// <summary>Submits a document byte for byte and waits for its receipt; null when none came in time.</summary>
    JsonElement? Submit(byte[] document);
}
