using System.CommandLine;
using System.Globalization;
using EdgeAgent.Options;

namespace EdgeAgent.Cli;

/// <summary>The options that all commands for a device share. Missing values come from the configuration (<see cref="RemoteTarget"/>).</summary>
internal sealed class RemoteOptions
{
    private const double DefaultTimeoutSeconds = 10;

    private readonly Option<string?> _device = CheckedOption.Text("--device", "Device id", DeviceOptions.IsName, "1 to 64 characters from a-z, 0-9 and -");
    private readonly Option<string?> _host = CheckedOption.Text("--host", "Broker (default 127.0.0.1)", MqttOptions.IsHost, "a host name or address");
    private readonly Option<int?> _port = CheckedOption.Whole("--port", "Port (default 1883, with --tls 8883)", 1, 65535);
    private readonly Option<bool> _tls = new("--tls") { Description = "Encrypt, and check the broker's certificate" };
    private readonly Option<string?> _caFile = CheckedOption.ExistingFile("--cafile", "Trust these roots (PEM) instead of the system's");
    private readonly Option<string?> _certificate = CheckedOption.ExistingFile("--cert", "Client certificate (PEM)");
    private readonly Option<string?> _key = CheckedOption.ExistingFile("--key", "Its key (PEM)");
    private readonly Option<string?> _username = CheckedOption.Text("--username", "User name", t => t.Length > 0, "a name");
    private readonly Option<string?> _passwordFile = CheckedOption.ExistingFile("--password-file", "File that holds the password");
    private readonly Option<string?> _root = CheckedOption.Text("--root", "First levels of the topics (default edge/v1)", MqttOptions.IsRoot, MqttOptions.RootRule);
    private readonly Option<string?> _config = new("--config") { Description = "Configuration that names broker and device, in place of /etc/edgeagent/agent.json and ~/.config/edgeagent/cli.json" };
    private readonly Option<double?> _timeout = CheckedOption.Number("--timeout", "Seconds to wait for the answer (default 10)", 0.001, 86400, "seconds from above 0 to 86400");
    private readonly Option<bool> _json = new("--json") { Description = "Print the answer as JSON" };

    private readonly string? _fixedDevice;

    /// <param name="fixedDevice">A fixed device, for which there is no option; null: the option <c>--device</c>.</param>
    public RemoteOptions(string? fixedDevice = null)
    {
        _fixedDevice = fixedDevice;
        _certificate.Validators.Add(r =>
        {
            if (r.Parent?.GetResult(_key) is null) r.AddError($"--cert '{string.Join(' ', r.Tokens.Select(t => t.Value))}': together with --key is needed");
        });
    }

    public void AddTo(Command command)
    {
        if (_fixedDevice is null) command.Options.Add(_device);
        foreach (Option option in new Option[] { _host, _port, _tls, _caFile, _certificate, _key, _username, _passwordFile, _root, _config, _timeout, _json })
        {
            command.Options.Add(option);
        }
    }

    public bool IsJson(ParseResult result) => result.GetValue(_json);

    public TimeSpan Timeout(ParseResult result) => TimeSpan.FromSeconds(result.GetValue(_timeout) ?? DefaultTimeoutSeconds);

    /// <exception cref="InvalidDataException">The configuration cannot be used; the message is one line.</exception>
    public RemoteTarget Target(ParseResult result, CliHost host) => RemoteTarget.Find(host, result.GetValue(_config), Given(result));

    private Dictionary<string, string?> Given(ParseResult result)
    {
        (string Key, string? Value)[] all =
        [
            ("Device:Id", _fixedDevice ?? result.GetValue(_device)), ("Mqtt:Host", result.GetValue(_host)), ("Mqtt:Port", result.GetValue(_port)?.ToString(CultureInfo.InvariantCulture)),
            ("Mqtt:Tls", result.GetValue(_tls) ? "true" : null), ("Mqtt:CaFile", result.GetValue(_caFile)), ("Mqtt:CertificateFile", result.GetValue(_certificate)),
            ("Mqtt:KeyFile", result.GetValue(_key)), ("Mqtt:Username", result.GetValue(_username)), ("Mqtt:PasswordFile", result.GetValue(_passwordFile)),
            ("Mqtt:Root", result.GetValue(_root)),
        ];
        return all.Where(o => o.Value is not null).ToDictionary(o => o.Key, o => o.Value);
    }
}
