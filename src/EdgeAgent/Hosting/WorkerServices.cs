using EdgeAgent.Contract;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Link;
using EdgeAgent.Workers;

namespace EdgeAgent.Hosting;

/// <summary>Services of the agent for running tasks. Thread-safe, because workers have their own threads.</summary>
internal sealed class WorkerServices(Topics topics)
{
    private const double LeastToInstallPct = 30;

    private volatile PowerState _power = PowerState.Unknown;
    private volatile MqttLink? _link;

    public PowerState Power
    {
        get => _power;
        set => _power = value;
    }

    /// <summary>The link; null until it is created.</summary>
    public MqttLink? Link
    {
        get => _link;
        set => _link = value;
    }

    public KindsContext Context => new(LowestQueue, MayInstall, PublishAsync);

    private SyncLevel LowestQueue()
    {
        var power = Power;
        bool onBattery = power.Source != PowerSource.External;
        return new SyncQueues().Lowest(power.Quality == PowerQuality.Stale ? null : power.SocPct, onBattery);
    }

    private bool MayInstall()
    {
        var power = Power;
        if (power.Quality == PowerQuality.Stale) return false;
        return power.Source == PowerSource.External || power.SocPct >= LeastToInstallPct;
    }

    private async Task<SpoolAnswer> PublishAsync(SpoolRecord record, CancellationToken stop)
    {
        if (Link is not { } link) return SpoolAnswer.NoLink;
        bool? isTaken = await link.TryPublishAsync(new OutboundMessage(topics.Record(WireNames.Lower(record.Queue)), record.Content), stop).ConfigureAwait(false);
        return isTaken switch
        {
            null => SpoolAnswer.NoLink,
            true => SpoolAnswer.Sent,
            false => SpoolAnswer.Refused,
        };
    }
}
