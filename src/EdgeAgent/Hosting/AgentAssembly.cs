using EdgeAgent.Contract;
using EdgeAgent.Control;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using EdgeAgent.Loop;
using EdgeAgent.Storage;

namespace EdgeAgent.Hosting;

/// <summary>Builds the agent's loop from its parts, each from those before it.</summary>
internal static class AgentAssembly
{
    public static Agent Build(AgentParts parts, in Timestamp now)
    {
        var (store, options, log) = (parts.Store, parts.Options, parts.Logger);
        var header = new DocumentHeader(options.Device.Id, parts.Boot.BootId, parts.Boot.OffsetMs);
        var tokens = new TokenSource();
        var counters = store.Read(Counters.Key, Counters.Read);

        var (alerts, backlog) = (new AlertSet(), new Backlog());
        var link = new CountingLink(parts.Link);
        var budget = new PacketBudget(log.LinkNotice);
        var book = new TaskBook(parts.Policy);
        var runs = new RunningTasks(parts.Kinds, parts.Inbox, Path.Combine(options.Device.DataDirectory, "tasks"), log);
        var sender = new DocumentSender(link, parts.Topics, header, budget, tokens.Next);
        var outbox = new Outbox(store, sender, options.Mqtt.ReceiptsNeedController);
        var feed = new TaskFeed(sender);
        var pace = new ReportPace(options.Telemetry);
        var status = new StatusFeed(
            new PresenceFeed(sender, new DeviceCard(options.Device, parts.Caps, parts.Identity.AgentVersion), pace),
            new SnapshotFeed(sender, pace, options.Telemetry.SocThresholdPct),
            new TelemetryFeed(sender, options.Telemetry, pace, counters),
            pace);
        var step = new StepTransaction(store, book, outbox, feed, counters);

        var holds = new HoldBook(store, step);
        var power = new PowerView(parts.Modes, parts.PowerStaleAfter, holds, alerts);
        var charge = new ChargeLearner(parts.Policy.DeviceZone, parts.Forecast.IdleW, parts.Forecast.Prior);
        var announcements = new Announcements(store, step, charge, parts.Forecast.Announced);
        var learned = new LearnedState(store, step, counters, alerts, charge, options.Telemetry.WriteBudgetBytes);
        var outlook = new PowerOutlook(power, learned, alerts, parts.Modes, parts.Projection);
        var presence = new BrokerPresence(status, outbox, feed, budget, alerts, log);
        var shutdown = new ShutdownSequence(book, runs, presence, status, tokens, log);
        var keepAlive = new KeepAlivePolicy(link, options.Mqtt, log);
        var planning = new TaskPlanning(new PlanningParts
        {
            Store = store,
            Step = step,
            Book = book,
            Power = power,
            Holds = holds,
            Learned = learned,
            Presence = presence,
            Shutdown = shutdown,
            Policy = parts.Scheduling,
            BootId = parts.Boot.BootId,
            PackWh = parts.PackWh,
            Outlook = outlook,
        });
        var workers = new WorkerReports(book, step, runs, counters, learned, planning, alerts);
        var state = new StateSource(new StateParts
        {
            Header = header,
            Power = power,
            Holds = holds,
            Book = book,
            Learned = learned,
            Outlook = outlook,
            Counters = counters,
            Alerts = alerts,
            Advice = new Advice(store, backlog, power, alerts, counters, workers, options.Telemetry.WriteBudgetBytes),
            Presence = presence,
            Status = status,
            Outbox = outbox,
            Machine = parts.Machine,
        });
        var samples = new SampleIntake(power, workers, keepAlive, planning, learned, outlook, state, status, alerts, parts.Observer);
        var upkeep = new StoreUpkeep(store, parts.Boot, step, counters, presence, log);
        var health = new StoreHealth(store, step, backlog, alerts, presence, log);
        var actions = new TaskActions(book, runs, feed, power, upkeep, log);
        var publisher = new Publisher(link, outbox, feed, status, state, power);
        var advisor = new SleepAdvisor(parts.SleepRule, power, book, planning, presence, status, holds, learned, parts.Machine);
        var sleep = new SleepSequence(parts.Sleep, advisor, link, presence, alerts, counters, tokens, log);
        var announcer = new DiscoveryAnnouncer(link, parts.Topics, parts.Identity, status, () => power.Power.HasBattery, budget, parts.Sleep is null ? TimeSpan.Zero : parts.SleepRule.Longest);

        var intake = new Intake(parts.Topics, parts.Kinds, new DocumentRules { IsKnownKind = k => parts.Kinds.Find(k) is not null, KnownKinds = parts.Kinds.Names, FindZone = parts.Policy.FindZone });
        var receipts = new Receipts(book, step, outbox, parts.Topics, alerts, log);
        var submissions = new Submissions(intake, book, receipts, outbox, planning, alerts, options.Telemetry.OutboxBytes, log);
        var selection = new TaskSelection(book, planning);
        var verbs = VerbTable.Of(
            new TaskVerbs(book, selection, header, budget, parts.Topics),
            new HoldVerbs(new HoldParts(book, step, holds, planning, power, alerts), selection),
            new PlanVerbs(book, selection, planning, outlook, intake),
            new DeviceVerbs(state, new PowerHistory(store, parts.Boot), outbox, status, announcer, new ReplySpace(budget, parts.Topics), new AnnouncementVerb(announcements, planning)),
            parts.MoreVerbs);
        var inbound = new InboundRouter(parts.Topics, step, submissions, new ControlVerbs(verbs, parts.Topics, header, link, budget, log), outbox, announcer, link, log);
        var recovery = new Recovery(store, parts.Boot, book, step, receipts, feed, log);
        return new Agent(
            new LoopParts
            {
                Alerts = alerts,
                Backlog = backlog,
                Link = link,
                Book = book,
                Runs = runs,
                Status = status,
                Step = step,
                Power = power,
                Learned = learned,
                Presence = presence,
                Shutdown = shutdown,
                KeepAlive = keepAlive,
                Planning = planning,
                Workers = workers,
                Samples = samples,
                Upkeep = upkeep,
                Health = health,
                Actions = actions,
                Publisher = publisher,
                Sleep = sleep,
                Announcer = announcer,
                Receipts = receipts,
                Inbound = inbound,
                Recovery = recovery,
                Machine = parts.Machine,
                Address = $"{options.Mqtt.Host}:{options.Mqtt.Port} as {options.Device.Id}",
                SimulatedPast = parts.SimulatedPast,
            },
            now);
    }
}
