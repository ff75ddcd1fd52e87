using System.CommandLine;
using EdgeAgent.Options;

namespace EdgeAgent.Cli;

/// <summary>The options that every command towards a device shares.</summary>
internal sealed class RemoteOptions
{
    private readonly Option<string> _host = new("--host") { Description = "Broker", DefaultValueFactory = _ => "127.0.0.1" };
    private readonly Option<int?> _port = new("--port") { Description = "Port (default 1883, with --tls 8883)" };
    private readonly Option<bool> _tls = new("--tls") { Description = "Encrypt, and check the broker's certificate" };
    private readonly Option<string?> _caFile = new("--cafile") { Description = "Trust these roots (PEM) instead of the system's" };
    private readonly Option<string?> _certificate = new("--cert") { Description = "Client certificate (PEM)" };
    private readonly Option<string?> _key = new("--key") { Description = "Its key (PEM)" };
    private readonly Option<string?> _username = new("--username") { Description = "User name" };
    private readonly Option<string?> _passwordFile = new("--password-file") { Description = "File that holds the password" };
    private readonly Option<string> _device = new("--device") { Description = "Device id", Required = true };
    private readonly Option<string> _root = new("--root") { Description = "First levels of the topics", DefaultValueFactory = _ => TopicNames.DefaultRoot };
    private readonly Option<double> _timeout = new("--timeout") { Description = "Seconds to wait for the answer", DefaultValueFactory = _ => 10 };
    private readonly Option<bool> _json = new("--json") { Description = "Print the answer as JSON" };

    public RemoteOptions()
    {
        _port.Validators.Add(r => Check(r, "--port", r.GetValueOrDefault<int?>() is null or (>= 1 and <= 65535), "1 to 65535"));
        _timeout.Validators.Add(r => Check(r, "--timeout", r.GetValueOrDefault<double>() is > 0 and <= 86400, "seconds from above 0 to 86400"));
        _device.Validators.Add(r => Check(r, "--device", DeviceOptions.IsName(r.GetValueOrDefault<string>() ?? ""), "1 to 64 characters from a-z, 0-9 and -"));
        foreach (var file in new[] { _caFile, _certificate, _key, _passwordFile })
            file.Validators.Add(r => Check(r, file.Name, r.GetValueOrDefault<string?>() is not { } path || File.Exists(path), "a file that exists"));
        _certificate.Validators.Add(r => Check(r, "--cert", r.Parent?.GetResult(_key) is not null, "together with --key"));
    }

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _device, _host, _port, _tls, _caFile, _certificate, _key, _username, _passwordFile, _root, _timeout, _json })
            command.Options.Add(option);
    }

    public bool IsJson(ParseResult result) => result.GetValue(_json);

    public string Device(ParseResult result) => result.GetValue(_device)!;

    public string Root(ParseResult result) => result.GetValue(_root)!;

    public TimeSpan Timeout(ParseResult result) => TimeSpan.FromSeconds(result.GetValue(_timeout));

    public MqttOptions Mqtt(ParseResult result) => new()
    {
        Host = result.GetValue(_host)!,
        Port = result.GetValue(_port) ?? (result.GetValue(_tls) ? 8883 : 1883),
        Protocol = ProtocolChoice.Auto,
        Tls = result.GetValue(_tls),
        CaFile = result.GetValue(_caFile),
        CertificateFile = result.GetValue(_certificate),
        KeyFile = result.GetValue(_key),
        Username = result.GetValue(_username),
        PasswordFile = result.GetValue(_passwordFile),
        Root = result.GetValue(_root)!,
        KeepAlive = TimeSpan.FromSeconds(30),
        LongestKeepAlive = TimeSpan.FromSeconds(30),
        SessionExpiry = TimeSpan.Zero,
        ReceiptsNeedController = false,
    };

    private static void Check(System.CommandLine.Parsing.OptionResult result, string name, bool isGood, string allowed)
    {
        if (!isGood) result.AddError($"{name} '{string.Join(' ', result.Tokens.Select(t => t.Value))}': {allowed} is needed");
    }
}
