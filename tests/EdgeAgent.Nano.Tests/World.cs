using System.Text.Json;
using EdgeAgent.Nano.Host;

namespace EdgeAgent.Nano.Tests;

/// <summary>A firmware device, a controller and a broker; the controller speaks while the device sleeps.</summary>
public sealed class World : IDisposable
{
    // 2026-07-06, a Monday, 06:00 UTC.
    public const long StartMs = 1_783_317_600_000;

    private readonly bool _ownsBroker;

    public World(string device, Broker? broker = null, double soc = 0.9, double panelW = 0.6, double capacityMah = 2000)
    {
        _ownsBroker = broker is null;
        Broker = broker ?? new Broker();
        Controller = new Controller(Broker.Port);
        Id = device;
        Power = new PowerSwitch();
        Board = new SimulatedBoard(Power, new SimulatedPack(capacityMah, soc, panelW, 11), Broker.Port, StartMs);
        Settings = DemoSettings.Of(device);
        Device = new SimulatedDevice(Settings, Board);
    }

    public string Id { get; }

    public Broker Broker { get; }

    public Controller Controller { get; }

    public PowerSwitch Power { get; }

    public SimulatedBoard Board { get; }

    public FirmwareSettings Settings { get; }

    public SimulatedDevice Device { get; }

    public void Submit(string document) => Controller.Publish($"edge/v1/{Id}/task/submit", document);

    public void Submit(string id, string kind, string more = "") => Submit($$"""{"id":"{{id}}","kind":"{{kind}}","class":"critical"{{more}}}""");

    /// <summary>Wakes until a report has gone out, and hears it.</summary>
    public void Report()
    {
        int before = Device.Connections;
        while (Device.Connections == before) Device.Wake();
        Controller.CatchUp();
    }

    public void RunHours(double hours)
    {
        Device.RunUntil(Board.NowMs + (long)(hours * 3_600_000));
        Controller.CatchUp();
    }

    public JsonElement LastStatus() => Controller.On($"/{Id}/status")[^1];

    public JsonElement LastState() => Controller.On($"/{Id}/state").Last(d => d.TryGetProperty("power", out _));

    /// <summary>Final receipts of a task, repeated ones once.</summary>
    public List<string> Finals(string id) =>
    [
        .. Controller.Receipts(Id).Where(r => r.TryGetProperty("id", out var i) && i.GetString() == id && r.GetProperty("status").GetString() != "QUEUED")
            .Select(r => r.GetProperty("rev").GetInt32() + " " + r.GetProperty("status").GetString()).Distinct(),
    ];

    public bool IsAccepted(string id) => Controller.Receipts(Id).Any(r => r.TryGetProperty("id", out var i) && i.GetString() == id && r.GetProperty("status").GetString() == "QUEUED");

    public void Dispose()
    {
        Controller.Dispose();
        if (_ownsBroker) Broker.Dispose();
    }
}
