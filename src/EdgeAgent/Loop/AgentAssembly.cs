using EdgeAgent.Contract;
using EdgeAgent.Control;
using EdgeAgent.Hosting;
using EdgeAgent.Link;
using EdgeAgent.Storage;

namespace EdgeAgent.Loop;

/// <summary>Builds the parts of the agent's loop, each from those before it. Holds no behaviour.</summary>
internal sealed class AgentAssembly
{
    public AgentAssembly(AgentParts parts)
    {
        var (store, options, log) = (parts.Store, parts.Options, parts.Logger);
        var header = new DocumentHeader(options.Device.Id, parts.Boot.BootId, parts.Boot.OffsetMs);
        var tokens = new TokenSource();
        var counters = store.Read(Counters.Key, Counters.Read);

        Link = new CountingLink(parts.Link);
        Book = new TaskBook(parts.Policy);
        Runs = new RunningTasks(parts.Kinds, parts.Inbox, Path.Combine(options.Device.DataDirectory, "tasks"));
        var outbox = new Outbox(store, Link, parts.Topics, header, options.Mqtt.ReceiptsNeedController, tokens.Next);
        var feed = new TaskFeed(Link, parts.Topics, header, tokens.Next);
        Status = new StatusFeed(Link, parts.Topics, header, options.Telemetry, options.Device, parts.Caps, parts.Identity.AgentVersion, counters, tokens.Next);
        Step = new StepTransaction(store, Book, outbox, feed, counters);

        var holds = new HoldBook(store, Step);
        Power = new PowerView(parts.Modes, parts.PowerStaleAfter, holds, Alerts);
        Learned = new LearnedState(store, Step, counters, Alerts, new ChargeLearner(parts.Policy.DeviceZone, parts.ForecastIdleW), options.Telemetry.WriteBudgetBytes);
        Presence = new BrokerPresence(Status, outbox, feed, Alerts, log);
        Shutdown = new ShutdownSequence(Book, Runs, Presence, Status, tokens, log);
        KeepAlive = new KeepAlivePolicy(Link, options.Mqtt, log);
        Planning = new TaskPlanning(new PlanningParts
        {
            Store = store,
            Step = Step,
            Book = Book,
            Power = Power,
            Holds = holds,
            Learned = Learned,
            Presence = Presence,
            Shutdown = Shutdown,
            Policy = parts.Scheduling,
            BootId = parts.Boot.BootId,
            PackWh = parts.PackWh,
        });
        Workers = new WorkerReports(Book, Step, Runs, counters, Learned, Planning);
        var state = new StateSource(new StateParts
        {
            Header = header,
            Power = Power,
            Holds = holds,
            Book = Book,
            Learned = Learned,
            Counters = counters,
            Alerts = Alerts,
            Advice = new Advice(store, Power, Alerts, counters, options.Telemetry.WriteBudgetBytes),
            Presence = Presence,
            Status = Status,
            Outbox = outbox,
            Machine = parts.Machine,
        });
        Samples = new SampleIntake(Power, Workers, KeepAlive, Planning, Learned, state, Status, Alerts, parts.Observer);
        Upkeep = new StoreUpkeep(store, parts.Boot, Step, counters, Presence, log);
        Health = new StoreHealth(store, Step, Backlog, Alerts, Presence, log);
        Actions = new TaskActions(Book, Runs, feed, Power, Upkeep, log);
        Publisher = new Publisher(Link, outbox, feed, Status, state, Power);
        var advisor = new SleepAdvisor(parts.SleepRule, Power, Book, Planning, Presence, Status, holds, Learned, parts.Machine);
        Sleep = new SleepSequence(parts.Sleep, advisor, Link, Presence, Alerts, counters, tokens, log);
        Announcer = new DiscoveryAnnouncer(Link, parts.Topics, parts.Identity, Status, Power, parts.Sleep is null ? TimeSpan.Zero : parts.SleepRule.Longest);

        var intake = new Intake(parts.Topics, parts.Kinds, new DocumentRules { IsKnownKind = k => parts.Kinds.Find(k) is not null, KnownKinds = parts.Kinds.Names, FindZone = parts.Policy.FindZone });
        Receipts = new Receipts(Book, Step, outbox, parts.Topics, Alerts, log);
        var submissions = new Submissions(intake, Book, Receipts, outbox, Planning, Alerts, options.Telemetry.OutboxBytes, log);
        var selection = new TaskSelection(Book, Planning);
        var verbs = VerbTable.Of(
            new TaskVerbs(Book, selection, header),
            new HoldVerbs(new HoldParts(Book, Step, holds, Planning, Power, Alerts), selection),
            new PlanVerbs(Book, selection, Planning, intake),
            new DeviceVerbs(state, new PowerHistory(store, parts.Boot), outbox, Status, Announcer),
            parts.MoreVerbs);
        Inbound = new InboundRouter(parts.Topics, Step, submissions, new ControlVerbs(verbs, parts.Topics, header, Link), outbox, Announcer, Link, log);
        Recovery = new Recovery(store, parts.Boot, Book, Step, Receipts, feed, log);
    }

    public AlertSet Alerts { get; } = new();
    public Backlog Backlog { get; } = new();
    public CountingLink Link { get; }
    public TaskBook Book { get; }
    public RunningTasks Runs { get; }
    public StatusFeed Status { get; }
    public StepTransaction Step { get; }
    public PowerView Power { get; }
    public LearnedState Learned { get; }
    public BrokerPresence Presence { get; }
    public ShutdownSequence Shutdown { get; }
    public KeepAlivePolicy KeepAlive { get; }
    public TaskPlanning Planning { get; }
    public WorkerReports Workers { get; }
    public SampleIntake Samples { get; }
    public StoreUpkeep Upkeep { get; }
    public StoreHealth Health { get; }
    public TaskActions Actions { get; }
    public Publisher Publisher { get; }
    public SleepSequence Sleep { get; }
    public DiscoveryAnnouncer Announcer { get; }
    public Receipts Receipts { get; }
    public InboundRouter Inbound { get; }
    public Recovery Recovery { get; }
}
