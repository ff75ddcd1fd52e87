using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAgent.Cli;

/// <summary>Talks to one device. Not for concurrent use.</summary>
internal interface IConversation
{
    /// <summary>What went wrong on the way, for the message that there was no answer; empty when nothing did.</summary>
    string Trouble { get; }

    /// <summary>Sends a request and waits for its reply; null when none came in time.</summary>
    JsonElement? Ask(string verb, JsonObject arguments);

    /// <summary>Submits a document byte for byte and waits for its receipt; null when none came in time.</summary>
    JsonElement? Submit(byte[] document);
}
