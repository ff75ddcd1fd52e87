using EdgeAgent.Nano.Boards;
using EdgeAgent.Nano.Contract;
using EdgeAgent.Nano.Json;
using EdgeAgent.Nano.Mqtt;
using EdgeAgent.Nano.Power;
using EdgeAgent.Nano.Tasks;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano;

/// <summary>
/// One waking, from the start of the firmware to the next deep sleep: reads the pack, decides, and when a report is due or a message waits, joins the network,
/// receives the messages that the broker kept, runs the tasks that may run, and publishes the results. Everything that must survive is committed before it is acted
/// on, published or acknowledged.
/// </summary>
public sealed class Firmware : IMessageHandler
{
    private const int JoinMs = 20_000;
    private const int AnswerMs = 10_000;
    private const int LeastSleepMs = 5000;
    private const int ReceiptsPerMessage = 8;

    // Time between readings while the device stays awake on external power.
    private const int AwakeLookMs = 60_000;

    private readonly FirmwareSettings _settings;
    private readonly DeviceState _state;
    private readonly DeviceClock _clock;
    private readonly BatteryReader _reader;
    private readonly Documents _documents;
    private readonly Planner _planner;
    private readonly Control _control;
    private readonly Runner _runner;
    private readonly MqttSession _session;
    private readonly string _own;
    private int _receiptsId;
    private long _receiptsUpTo;
    private long _pingAtMs;
    private long _talkedAtMs;
    private bool _isTalked;

    public Firmware(IBoard board, FirmwareSettings settings)
    {
        Board = board;
        _settings = settings;
        _state = new DeviceState(board.Storage, settings);
        _state.Load();
        _clock = new DeviceClock(board, _state);
        _reader = new BatteryReader(board, settings.Power);
        _documents = new Documents(settings, _state, _clock, board);
        _planner = new Planner(settings, _state, _clock);
        _control = new Control(settings, _state, _clock, _documents);
        Intake = new Intake(_state.Book, _clock, AllKinds(settings));
        _runner = new Runner(this, _state, _clock, _control);
        _session = new MqttSession(board.Transport, this, new byte[InBytes], new byte[OutBytes]);
        _own = TopicNames.Own(settings.Root, settings.DeviceId);
    }

    /// <summary>Size of the receive buffer, bytes: a larger payload is only hashed.</summary>
    public const int InBytes = 1024;

    /// <summary>Size of the send buffer, bytes: fits the largest document, a discovery or a list of eight tasks.</summary>
    public const int OutBytes = 8192;

    public IBoard Board { get; }

    public Intake Intake { get; }

    public DeviceState State => _state;

    /// <summary>Runs one waking. Returns how long to sleep after it, ms.</summary>
    public long Run()
    {
        _state.Boots++;
        _state.IsDirty = true;
        bool wasOff = Board.WakeCause == WakeCause.PowerOn || Board.WakeCause == WakeCause.BrownOut;
        _runner.Recover(wasOff);
        if (wasOff) _state.Battery.WasOff();
        if (Board.WakeCause == WakeCause.BrownOut) SpareRadio();
        Look();
        if (_state.Battery.WantsConfirmation) Look();
        _state.Samples.Add(_state.Battery, _clock.NowMs);
        _planner.Plan();
        if (ShouldTalk()) Talk();
        else RunReady();
        return Sleep();
    }

    public BatteryReading Measure()
    {
        BatteryReading reading = _reader.Read();
        _control.Fault = reading.Fault;
        return reading;
    }

    /// <summary>Reads the pack and updates battery estimate, mode and habit.</summary>
    public void Look()
    {
        _state.Battery.Update(Measure(), _clock.NowMs);
        BatteryEstimator battery = _state.Battery;
        bool isCarried = battery.Source == PowerSource.External && battery.Charging != ChargeStatus.Discharging;
        _state.Mode = battery.IsKnown
            ? ModeLadder.Next(_state.Mode, battery.SocPct, isCarried, _settings.Modes)
            : ModeLadder.WithoutCharge(_state.Mode, battery.IsPowered);
        if (_clock.IsTrusted && battery.Quality != PowerQuality.Stale) _state.Habit.Observe(battery.Source == PowerSource.External, battery.SocPct, _clock.NowMs);
        _documents.IntervalSeconds = IntervalMs() / 1000.0;
    }

    /// <summary>Serves the connection for a time, ms; without a connection the processor idles.</summary>
    public void Serve(int ms)
    {
        if (!_session.IsOpen)
        {
            Board.Wait(ms);
            return;
        }

        if (Board.UptimeMs >= _pingAtMs)
        {
            _session.Ping();
            _pingAtMs = Board.UptimeMs + _settings.KeepAliveSeconds * 500;
        }

        _session.Pump(ms);
    }

    public bool Received(InboundMessage message)
    {
        if (message.Topic == TopicNames.HomeAssistantStatus)
        {
            // A retained status comes with each connection and is not new; one that is published now comes without the flag.
            if (!message.IsRetained && message.Count == 6 && message.Buffer[message.Offset] == 'o' && message.Buffer[message.Offset + 1] == 'n') _control.WantsDiscovery = true;
            return true;
        }

        if (!message.Topic.StartsWith(_own)) return true;
        string rest = message.Topic.Substring(_own.Length);
        if (rest == TopicNames.Submit) return TakeTask(message);
        if (rest == TopicNames.ReceiptAck) return TakeAcknowledgement(message);
        if (rest.StartsWith(TopicNames.Control) && rest != TopicNames.Reply) return TakeRequest(rest.Substring(TopicNames.Control.Length), message);
        return true;
    }

    public void Published(int packetId)
    {
        if (packetId != _receiptsId || _receiptsId == 0) return;
        _receiptsId = 0;
        if (!_settings.ReceiptsNeedController && _state.Book.Delivered(_receiptsUpTo)) _state.IsDirty = true;
    }

    public JsonWriter Begin(string topic) => _session.Begin(_own + topic, 1);

    public bool Publish() => _session.Publish(false) > 0 && _session.Settle(AnswerMs);

    public bool SendOutbox()
    {
        if (_state.Epoch == 0 && _session.IsOpen && _state.Book.ReceiptCount > 0)
        {
            _state.Epoch = _clock.NowMs;
            _state.Commit(_clock.NowMs);
        }

        while (_session.IsOpen && _state.Book.ReceiptCount > 0)
        {
            long first = _state.Book.ReceiptAt(0).Seq;
            _receiptsUpTo = _documents.Receipts(_session.Begin(_own + TopicNames.Receipt, 1), ReceiptsPerMessage);
            _receiptsId = _session.Publish(false);
            if (_receiptsId < 0 || !_session.Settle(AnswerMs)) return false;
            // When a controller must acknowledge, the items stay until it does.
            if (_state.Book.ReceiptCount > 0 && _state.Book.ReceiptAt(0).Seq == first) break;
        }

        return _session.IsOpen;
    }

    public bool SendSamples()
    {
        if (!_session.IsOpen) return false;
        if (_state.Samples.Count == 0) return true;
        _documents.Telemetry(_session.Begin(_own + TopicNames.Telemetry, 0));
        if (_session.Publish(false) < 0) return false;
        _state.CommitHabit();
        _state.Samples.Clear();
        _state.IsDirty = true;
        return true;
    }

    public void SendTask(TaskEntry task)
    {
        if (!_session.IsOpen || task.PublishedRev == task.Rev) return;
        _documents.Task(_session.Begin(_own + TopicNames.TaskState(task.Id), 1), task);
        if (_session.Publish(false) < 0) return;
        task.PublishedRev = task.Rev;
        _state.IsDirty = true;
    }

    private static IDeviceTask[] AllKinds(FirmwareSettings settings)
    {
        IDeviceTask[] all = new IDeviceTask[4 + settings.Kinds.Length];
        all[0] = new NoopTask();
        all[1] = new GpioPulseTask(settings.PulsePins);
        all[2] = new SampleBurstTask();
        all[3] = new SyncTask();
        for (int i = 0; i < settings.Kinds.Length; i++) all[4 + i] = settings.Kinds[i];
        return all;
    }

    private bool TakeTask(InboundMessage message)
    {
        // Without room for its receipt a message is not accepted; the broker keeps it.
        if (!_state.Book.HasRoomForReceipts) return false;
        Intake.Take(message);
        Talked();
        _state.Commit(_clock.NowMs);
        return true;
    }

    private bool TakeAcknowledgement(InboundMessage message)
    {
        JsonView root = message.IsTooLarge ? null : JsonView.Root(message.Buffer, message.Offset, message.Count);
        JsonView upTo = root == null ? null : root.Find("up_to_seq");
        if (upTo != null && upTo.IsNumber && _state.Book.Delivered((long)upTo.Number())) _state.IsDirty = true;
        return true;
    }

    private bool TakeRequest(string verb, InboundMessage message)
    {
        if (!_state.Book.HasRoomForReceipts) return false;
        _control.Act(verb, message);
        Talked();
        _planner.Plan();
        if (_state.IsDirty) _state.Commit(_clock.NowMs);
        _control.Answer(verb, _session.Begin(_control.AnswerTopic(), 1));
        return _session.Publish(false) > 0;
    }

    private void Talked()
    {
        _isTalked = true;
        _talkedAtMs = Board.UptimeMs;
    }

    private long IntervalMs()
    {
        double factor = _state.Battery.Source == PowerSource.External ? 1 : PaceFactors.Interval(_state.ModeInForce);
        return (long)(_settings.ReportMinutes * 60_000L * factor);
    }

    private bool ShouldTalk()
    {
        bool isSpared = _state.Battery.IsKnown && _state.Battery.SocPct < _settings.RadioFloorPct && _state.Battery.Source != PowerSource.External;
        if (isSpared) return false;
        long now = _clock.NowMs;
        // Receipts are sent before the report is due, unless the last connection failed: then the radio stays off.
        bool isFresh = Board.WakeCause != WakeCause.Timer && Board.WakeCause != WakeCause.BrownOut;
        return now >= _state.ReportDueMs || isFresh || (_state.Book.ReceiptCount > 0 && _state.Failures == 0);
    }

    // A weak pack cannot supply the radio: after a sag the radio stays off as after a failed connection, otherwise each start would cause a sag.
    private void SpareRadio()
    {
        _state.Failures++;
        _state.ReportDueMs = _clock.NowMs + RetryMs();
    }

    private void Talk()
    {
        bool isReported = Connect() && Converse();
        if (isReported)
        {
            _state.Failures = 0;
            Leave("sleep");
        }
        else
        {
            _state.Failures++;
            _session.Drop();
            Board.Log("not connected: " + _session.Trouble);
        }

        Board.LeaveNetwork();
        _planner.IsConnected = false;
        _state.IsDirty = true;
        _state.ReportDueMs = _clock.NowMs + (isReported ? IntervalMs() : RetryMs());
        RunReady();
    }

    // A quarter of the interval, doubling up to the whole interval: a missing access point must not drain the pack.
    private long RetryMs()
    {
        long retry = IntervalMs() / 4;
        for (int i = 1; i < _state.Failures && retry < IntervalMs(); i++) retry *= 2;
        return retry < IntervalMs() ? retry : IntervalMs();
    }

    private bool Connect()
    {
        _state.Session++;
        _state.Commit(_clock.NowMs);
        if (!_clock.Join(JoinMs)) return false;
        if (!_session.Connect(Introduction())) return false;
        _pingAtMs = Board.UptimeMs + _settings.KeepAliveSeconds * 500;
        _planner.IsConnected = true;
        return _session.Subscribe(_own + TopicNames.Submit, _own + TopicNames.Control + "+")
            && _session.Subscribe(_own + TopicNames.ReceiptAck, TopicNames.HomeAssistantStatus);
    }

    private SessionOptions Introduction()
    {
        JsonWriter json = new JsonWriter(new byte[512]);
        json.Start(0);
        _documents.NextWakeMs = 0;
        _documents.Status(json, "lost", "connection lost");
        return new SessionOptions
        {
            ClientId = _settings.DeviceId,
            Username = _settings.Username,
            Password = _settings.Password,
            KeepAliveSeconds = _settings.KeepAliveSeconds,
            WillTopic = _own + TopicNames.Status,
            WillPayload = json.Copy(0),
        };
    }

    // Runs until the broker has no more messages, no task is ready, and no request came for a time.
    private bool Converse()
    {
        SendStatus("online", null);
        int key = Discovery.Revision * 31 + _settings.ReportMinutes;
        if (_state.DiscoveryKey != key) _control.WantsDiscovery = true;
        SendSamples();
        bool isDrained;
        do
        {
            _control.WantsSync = false;
            isDrained = _session.IsDrained(AnswerMs);
            _planner.Plan();
            RunReady();
            SendOutbox();
            SendTasks();
            if (_control.WantsDiscovery) SendDiscovery(key);
        }
        while (_session.IsOpen && (!isDrained || _control.WantsSync || Stays()));
        SendState();
        return _session.Settle(AnswerMs);
    }

    // Stays awake for a time after a request, because another often follows, and on external power when the settings say so.
    private bool Stays()
    {
        if (_settings.StayAwakeOnExternalPower && _state.Battery.Source == PowerSource.External) return StayOnPower();
        if (!_isTalked) return false;
        long left = _talkedAtMs + _settings.StayAwakeSeconds * 1000L - Board.UptimeMs;
        if (left <= 0) return false;
        _session.Pump((int)left);
        return true;
    }

    private bool StayOnPower()
    {
        long until = Board.UptimeMs + AwakeLookMs;
        int before = _session.ReceivedCount;
        while (_session.IsOpen && _session.ReceivedCount == before && Board.UptimeMs < until) Serve(1000);
        Look();
        if (_clock.NowMs < _state.ReportDueMs) return true;
        _state.Samples.Add(_state.Battery, _clock.NowMs);
        SendSamples();
        SendState();
        _state.ReportDueMs = _clock.NowMs + IntervalMs();
        _state.Commit(_clock.NowMs);
        return true;
    }

    private void RunReady()
    {
        for (TaskEntry task = _planner.Next(); task != null && _state.Book.HasRoomForReceipts; task = _planner.Next())
        {
            _runner.Run(task);
            if (_session.IsOpen)
            {
                SendOutbox();
                SendTasks();
            }

            _planner.Plan();
        }
    }

    private void SendTasks()
    {
        for (int i = 0; i < _state.Book.Count; i++) SendTask(_state.Book[i]);
    }

    private void SendStatus(string state, string reason)
    {
        _documents.Status(_session.Begin(_own + TopicNames.Status, 1), state, reason);
        _session.Publish(true);
    }

    private void SendState()
    {
        _documents.State(_session.Begin(_own + TopicNames.State, 1), _control.Fault);
        _session.Publish(true);
    }

    private void SendDiscovery(int key)
    {
        double longest = _settings.ReportMinutes * 60 * PaceFactors.Interval(OperatingMode.Suspended);
        new Discovery(_settings, Board.Model, longest).Write(_session.Begin(TopicNames.Discovery(_settings.DeviceId), 1));
        if (_session.Publish(true) <= 0) return;
        _control.WantsDiscovery = false;
        _state.DiscoveryKey = key;
    }

    private void Leave(string reason)
    {
        long report = _clock.NowMs + IntervalMs(), work = _planner.NextWorkMs();
        _documents.NextWakeMs = work < report ? work : report;
        SendStatus("sleeping", reason);
        _session.Settle(AnswerMs);
        _session.Disconnect();
        _documents.NextWakeMs = 0;
    }

    // Sleeps until the next reading, report or work, whichever is first. The end of the sleep is stored, because the time after the sleep is derived from it.
    private long Sleep()
    {
        double factor = _state.Battery.Source == PowerSource.External ? 1 : PaceFactors.Interval(_state.ModeInForce);
        long now = _clock.NowMs, until = now + (long)(_settings.SampleMinutes * 60_000L * factor);
        if (_state.ReportDueMs < until) until = _state.ReportDueMs;
        long work = _planner.NextWorkMs();
        if (work < until) until = work;
        if (until < now + LeastSleepMs) until = now + LeastSleepMs;
        _state.WakeAtMs = until;
        _state.Commit(now);
        return until - _clock.NowMs > LeastSleepMs ? until - _clock.NowMs : LeastSleepMs;
    }
}
