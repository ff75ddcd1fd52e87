using EdgeAgent.Mqtt.Session;

namespace EdgeAgent.Mqtt.Connection;

/// <summary>
/// The one thread that owns the session: takes commands, received bytes and the time to it, sends its output, runs its actions and sleeps
/// until something happens or is due. All of the application's callbacks run here.
/// </summary>
internal sealed class SessionThread : IDisposable
{
    private readonly MqttClientOptions _options;
    private readonly MqttSession _session;
    private readonly Alarm _alarm = new();
    private readonly SleepMeter _sleep = new(static () => BootClock.Now, static () => BootClock.MonotonicNow);
    private readonly Lock _gate = new();
    private readonly Thread _thread;
    private List<Action<MqttSession, long>> _commands = [];
    private List<Action<MqttSession, long>> _taken = [];
    private Link? _link;
    private int _batchFinished;
    private volatile bool _isConnected;
    private bool _hasEnded;
    private bool _isComplete;

    public SessionThread(MqttClientOptions options)
    {
        _options = options;
        // Jitter must differ from device to device, no more: no need for secrecy.
#pragma warning disable CA5394
        _session = new MqttSession(options, options.InboundQos2?.Load() ?? [], Random.Shared.NextDouble, OnBatchFinished);
#pragma warning restore CA5394
        _thread = new Thread(Run) { IsBackground = true, Name = "mqtt-session" };
    }

    public bool IsConnected => _isConnected;
    public bool IsCurrent => Thread.CurrentThread == _thread;
    /// <summary>Valid after the thread has ended: nothing was left unacknowledged.</summary>
    public bool IsComplete => _isComplete;

    /// <summary>Bytes of publishes that are not completed.</summary>
    private long _queuedBytes;
    public long AddQueued(long bytes) => Interlocked.Add(ref _queuedBytes, bytes);

    public void Start() => _thread.Start();

    /// <summary>Runs a command on this thread. False when it has ended.</summary>
    public bool Post(Action<MqttSession, long> command)
    {
        lock (_gate)
        {
            if (_hasEnded)
                return false;
            _commands.Add(command);
        }
        _alarm.Set();
        return true;
    }

    public bool Join(TimeSpan timeout) => _thread.Join(timeout);

    /// <summary>Unblocks whatever this thread waits for in the network. Any thread.</summary>
    public void Abort() => Volatile.Read(ref _link)?.Close();

    public void Dispose() => _alarm.Dispose();

    private void OnBatchFinished()
    {
        Interlocked.Exchange(ref _batchFinished, 1);
        _alarm.Set();
    }

    private void Run()
    {
        _session.Start(BootClock.Now);
        while (_session.State != SessionState.Ended)
        {
            RunCommands();
            if (Interlocked.Exchange(ref _batchFinished, 0) == 1)
                _session.BatchFinished(BootClock.Now);
            ServeLink();
            var slept = _sleep.Look();
            if (_alarm.TakeResumed() || slept is not null)
                _session.MachineSlept(slept, BootClock.Now);
            var now = BootClock.Now;
            if (now >= _session.NextTimeout)
                _session.Tick(now);
            RunActions();
            if (_session.State != SessionState.Ended)
                _alarm.Wait(_session.NextTimeout);
        }
        Finish();
    }

    private void Finish()
    {
        lock (_gate)
            _hasEnded = true;
        // What was posted before the door closed is answered "stopped".
        RunCommands();
        RunActions();
        Volatile.Read(ref _link)?.Close();
    }

    private void RunCommands()
    {
        lock (_gate)
            (_commands, _taken) = (_taken, _commands);
        foreach (var command in _taken)
            command(_session, BootClock.Now);
        _taken.Clear();
    }

    private void ServeLink()
    {
        if (_link is not { } link)
            return;
        // Looked at before the bytes: what arrived ahead of the end must be parsed first.
        var endReason = link.EndReason;
        if (link.TakeOpened())
            _session.TransportOpened(BootClock.Now);
        var hasProgress = link.Received.Parse(Parse);
        if (hasProgress)
            _alarm.Set(); // more may lie behind a pause, or have come meanwhile
        if (endReason is null || hasProgress)
            return;
        _link = null;
        _session.TransportClosed(endReason, link.Failure, BootClock.Now);
    }

    private int Parse(ReadOnlySpan<byte> data, out int needed)
    {
        var consumed = _session.IsReadingPaused ? 0 : _session.Received(data, BootClock.Now);
        needed = _session.BytesNeeded;
        return consumed;
    }

    private void RunActions()
    {
        Flush();
        while (_session.TryTake(out var action))
        {
            Run(action);
            Flush();
        }
        _isConnected = _session.State == SessionState.Connected;
    }

    private void Flush()
    {
        if (_session.Output.WrittenCount == 0)
            return;
        try
        {
            _link?.Send(_session.Output.WrittenSpan);
            _session.Sent(BootClock.Now);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The reading side sees the end as well, after what the broker may still have said; closing makes sure that it does.
            _link?.Close();
        }
        finally
        {
            _session.Output.ResetWrittenCount();
        }
    }

    private void Run(SessionAction action)
    {
        switch (action)
        {
            case SessionAction.Open open: Open(open.Settings); break;
            case SessionAction.Close: CloseLink(); break;
            case SessionAction.Deliver deliver: Deliver(deliver.Batch); break;
            case SessionAction.ForgetQos2: ForgetQos2(); break;
            case SessionAction.Connected connected: _isConnected = true; Call(() => _options.OnConnected?.Invoke(connected.Info)); break;
            case SessionAction.Disconnected ended: _isConnected = false; Call(() => _options.OnDisconnected?.Invoke(ended.Info)); break;
            case SessionAction.Published done: Completed(done); break;
            case SessionAction.Subscribed done: Call(() => done.Request.Completed?.Invoke(done.Result)); break;
            case SessionAction.Notice notice: Tell(notice.Value); break;
            case SessionAction.Ended ended: _isComplete = ended.EverythingAcknowledged; break;
        }
    }

    private void Open(MqttConnectSettings settings)
    {
        try
        {
            _options.OnConnecting?.Invoke(settings);
            if (settings.Port == 0)
                settings.Port = DefaultPort();
            Volatile.Write(ref _link, new Link(_options, settings, _alarm.Set));
        }
        catch (Exception e)
        {
            _session.TransportClosed($"OnConnecting failed: {e.Message}", e, BootClock.Now);
        }
    }

    private int DefaultPort() => (_options.WebSocketPath, _options.Tls) switch
    {
        (null, null) => 1883,
        (null, _) => 8883,
        (_, null) => 80,
        _ => 443,
    };

    private void CloseLink()
    {
        _link?.Close();
        Volatile.Write(ref _link, null);
    }

    private void Deliver(ReceivedBatch batch)
    {
        if (_options.OnReceived is not { } handler)
        {
            batch.Acknowledge();
            return;
        }
        try
        {
            handler(batch);
        }
        catch (Exception e)
        {
            Tell(new MqttNotice(MqttNoticeKind.HandlerFailed, $"OnReceived failed: {e.Message}"));
            batch.Abandon();
        }
    }

    private void ForgetQos2()
    {
        try
        {
            _options.InboundQos2?.Clear();
            _session.Qos2Forgotten();
        }
        catch (Exception e)
        {
            _session.HandlerFailed(e, BootClock.Now);
        }
    }

    private void Completed(SessionAction.Published done)
    {
        Interlocked.Add(ref _queuedBytes, -done.Publish.Bytes);
        if (done.Publish.Completed is { } callback)
            Call(() => callback(done.Result));
    }

    /// <summary>A callback that only tells: its failure is told in turn and changes nothing.</summary>
    private void Call(Action callback)
    {
        try
        {
            callback();
        }
        catch (Exception e)
        {
            Tell(new MqttNotice(MqttNoticeKind.HandlerFailed, $"a callback failed: {e.Message}"));
        }
    }

    private void Tell(MqttNotice notice)
    {
        try
        {
            _options.OnNotice?.Invoke(notice);
        }
        catch (Exception)
        {
            // There is nobody left to tell.
        }
    }
}
