using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Cli;
using EdgeAgent.Options;

namespace EdgeAgent.Tests.Cli;

/// <summary>Runs a command in this process: its streams are text, its clock stands at 10:00 UTC, its device gives the answers that the test wrote down.</summary>
internal sealed class CommandRig : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private readonly Dictionary<string, string> _answers = [];
    private readonly Dictionary<string, Queue<string>> _turns = [];

    public string DeviceFile => _folder.File("agent.json");
    public string UserFile => _folder.File("cli.json");
    public Dictionary<string, string?> Environment { get; } = new(StringComparer.OrdinalIgnoreCase);
    public byte[] Input { get; set; } = [];
    public Screen Screen { get; set; } = Screen.Pipe;
    public string Output => _output.ToString();
    public string Error => _error.ToString();

    /// <summary>Where the last command went.</summary>
    public MqttOptions? Broker { get; private set; }

    public string? Device { get; private set; }
    public List<string> Sent { get; } = [];

    public string File(string name, string text)
    {
        System.IO.File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }

    /// <summary>Answers <paramref name="verb"/> (or <c>submit</c>) with this document.</summary>
    public CommandRig Answers(string verb, string json)
    {
        _answers[verb] = json;
        return this;
    }

    /// <summary>Answers <paramref name="verb"/> with these documents, one after the other.</summary>
    public CommandRig AnswersInTurn(string verb, params string[] jsons)
    {
        _turns[verb] = new Queue<string>(jsons);
        return this;
    }

    public int Run(params string[] arguments)
    {
        var host = new CliHost
        {
            Output = _output,
            Error = _error,
            Screen = Screen,
            Clock = new StoppedClock(),
            Input = () => new MemoryStream(Input),
            DeviceFile = DeviceFile,
            UserFile = UserFile,
            Environment = Environment,
            Connect = (mqtt, device, _) => Talk(mqtt, device),
        };
        return CommandLine.Invoke(host, arguments);
    }

    /// <summary>Forgets what was written so far.</summary>
    public void Clear()
    {
        _output.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
    }

    public void Dispose() => _folder.Dispose();

    private Conversation Talk(MqttOptions mqtt, string device)
    {
        (Broker, Device) = (mqtt, device);
        return new Conversation(this);
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

        public override DateTimeOffset GetUtcNow() => new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    }

    private sealed class Conversation(CommandRig rig) : IConversation
    {
        public string Trouble => "";

        public JsonElement? Ask(string verb, JsonObject arguments)
        {
            rig.Sent.Add($"{verb} {arguments.ToJsonString()}");
            if (rig._turns.TryGetValue(verb, out var turns)) return turns.TryDequeue(out string? next) ? JsonElement.Parse(next) : null;
            return rig._answers.TryGetValue(verb, out string? json) ? JsonElement.Parse(json) : null;
        }

        public JsonElement? Submit(byte[] document)
        {
            rig.Sent.Add(Encoding.UTF8.GetString(document));
            return rig._answers.TryGetValue("submit", out string? json) ? JsonElement.Parse(json) : null;
        }
    }
}
