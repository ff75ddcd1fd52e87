using EdgeAgent.Nano.Contract;
using EdgeAgent.Nano.Json;
using EdgeAgent.Nano.Mqtt;
using EdgeAgent.Nano.Tasks;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano;

/// <summary>Serves the verbs of <c>ctl/{verb}</c>. The changes of a verb are committed before its answer is written.</summary>
public sealed class Control
{
    private const string Known = "list, show, cancel, cancel_all, pause, resume, hold, release, limit, why, plan, power, clear, sync, discover";
    private const int MaxCorrelationBytes = 128;

    private readonly FirmwareSettings _settings;
    private readonly DeviceState _state;
    private readonly DeviceClock _clock;
    private readonly Documents _documents;
    private JsonView _request;
    private string _error;
    private TaskEntry _task;
    private int _changed;

    public Control(FirmwareSettings settings, DeviceState state, DeviceClock clock, Documents documents)
    {
        _settings = settings;
        _state = state;
        _clock = clock;
        _documents = documents;
    }

    /// <summary>A request asked for the discovery document.</summary>
    public bool WantsDiscovery { get; set; }

    /// <summary>A request asked for the outbox and the snapshot.</summary>
    public bool WantsSync { get; set; }

    /// <summary>Id of the running task that must stop; null when none must.</summary>
    public string StopId { get; set; }

    /// <summary>Fault of the sensors, set by the firmware; null for none.</summary>
    public string Fault { get; set; }

    /// <summary>Acts on a request; the state is dirty afterwards when something must be committed before <see cref="Answer"/>.</summary>
    public void Act(string verb, InboundMessage message)
    {
        _error = null;
        _task = null;
        _changed = 0;
        _request = message.Count == 0 || message.IsTooLarge ? null : JsonView.Root(message.Buffer, message.Offset, message.Count);
        if (message.IsRetained) _error = "retained: a command must be published without the retain flag";
        else if (message.IsTooLarge) _error = "request: is too large for this device";
        else if (message.Count > 0 && (_request == null || !_request.IsObject)) _error = "request: must be a JSON object";
        else Serve(verb);
    }

    /// <summary>Topic of the answer: the request's <c>reply_to</c> when it is below the root and no command, else the device's own topic.</summary>
    public string AnswerTopic()
    {
        string own = TopicNames.Own(_settings.Root, _settings.DeviceId) + TopicNames.Reply, wish = Text("reply_to");
        if (wish == null || wish.Length > 120 || !wish.StartsWith(_settings.Root + "/") || wish.Contains("+") || wish.Contains("#")) return own;
        bool isCommand = wish.EndsWith("/" + TopicNames.Submit) || wish.EndsWith("/" + TopicNames.ReceiptAck)
            || (wish.Contains("/" + TopicNames.Control) && !wish.Contains("/" + TopicNames.Reply));
        return isCommand ? own : wish;
    }

    /// <summary>Writes the answer to the request that <see cref="Act"/> handled.</summary>
    public void Answer(string verb, JsonWriter json)
    {
        _documents.Open(json);
        json.Text("verb", verb);
        JsonView correlation = _request == null ? null : _request.Find("correlation");
        if (correlation != null && correlation.Raw().Length <= MaxCorrelationBytes) json.Raw("correlation", correlation.Raw());
        json.Flag("ok", _error == null);
        json.Text("error", _error);
        if (_error == null) Data(verb, json);
        json.Close('}');
    }

    private void Serve(string verb)
    {
        switch (verb)
        {
            case "list":
            case "plan":
            case "power": break;
            case "show":
            case "why": FindTask(); break;
            case "cancel": FindTask(); Cancel(_task); break;
            case "cancel_all": CancelAll(); break;
            case "pause": PauseOrResume(true); break;
            case "resume": PauseOrResume(false); break;
            case "hold": Hold(_request == null || _request.Find("on") == null || _request.Find("on").IsTrue); break;
            case "release": Hold(false); break;
            case "limit": Limit(); break;
            case "clear": Clear(); break;
            case "sync": WantsSync = true; break;
            case "discover": WantsDiscovery = true; break;
            default: _error = "verb: '" + verb + "' is not known; known: " + Known; break;
        }
    }

    private void Data(string verb, JsonWriter json)
    {
        switch (verb)
        {
            case "list":
            case "plan":
                json.Open("data", '{');
                List(json);
                json.Whole("total", _state.Book.Count);
                json.Close('}');
                break;
            case "show":
                json.Name("data");
                _documents.TaskLine(json, _task);
                break;
            case "why":
                json.Open("data", '{');
                json.Text("id", _task.Id);
                json.Text("status", WireNames.Of(TaskPhases.StateOf(_task.Phase)));
                json.Text("phase", WireNames.Of(_task.Phase));
                _documents.WaitReasons(json, _task);
                json.Instant("planned_start", _task.PlannedMs);
                json.Close('}');
                break;
            case "power":
                json.Name("data");
                _documents.PowerData(json, Fault);
                break;
            case "limit":
                json.Open("data", '{');
                json.Text("limit", _state.Ceiling == OperatingMode.Full ? "auto" : WireNames.Of(_state.Ceiling));
                json.Text("mode", WireNames.Of(_state.ModeInForce));
                json.Close('}');
                break;
            default:
                json.Open("data", '{');
                json.Whole("count", _changed);
                json.Close('}');
                break;
        }
    }

    private void List(JsonWriter json)
    {
        json.Open("tasks", '[');
        for (int i = _state.Book.Count - 1; i >= 0; i--) _documents.TaskLine(json, _state.Book[i]);
        json.Close(']');
    }

    private string Text(string name)
    {
        JsonView value = _request == null || !_request.IsObject ? null : _request.Find(name);
        return value == null ? null : value.Text();
    }

    private void FindTask()
    {
        string id = Text("id");
        if (id == null) _error = "id: is required";
        else if ((_task = _state.Book.Find(id)) == null) _error = "id: there is no task '" + id + "'";
    }

    private void Cancel(TaskEntry task)
    {
        if (_error != null) return;
        if (task.IsFinal) _error = "id: '" + task.Id + "' has ended already, " + WireNames.Of(TaskPhases.StateOf(task.Phase));
        else if (task.IsActive) StopId = task.Id;
        else End(task);
        if (_error == null) _changed++;
    }

    private void CancelAll()
    {
        for (int i = 0; i < _state.Book.Count; i++)
        {
            if (!_state.Book[i].IsFinal) Cancel(_state.Book[i]);
        }
    }

    private void End(TaskEntry task) => Endings.End(_state, task, TaskPhase.Canceled, StopReason.CancelledByApp, _clock.NowMs);

    private void PauseOrResume(bool isPause)
    {
        if (Text("id") == null)
        {
            Hold(isPause);
            return;
        }

        FindTask();
        if (_error != null) return;
        if (_task.IsUserPaused == isPause || _task.IsFinal) return;
        _task.IsUserPaused = isPause;
        _state.IsDirty = true;
        _changed++;
    }

    private void Hold(bool isHold)
    {
        if (Text("id") != null)
        {
            PauseOrResume(isHold);
            return;
        }

        if (_state.IsHeld == isHold) return;
        _state.IsHeld = isHold;
        _state.IsDirty = true;
    }

    private void Limit()
    {
        string word = Text("mode");
        int mode = word == "auto" ? 0 : WireNames.Mode(word);
        if (mode < 0) _error = "mode: must be one of auto, full, reduced, minimal, critical, suspended";
        if (mode < 0 || _state.Ceiling == (OperatingMode)mode) return;
        _state.Ceiling = (OperatingMode)mode;
        _state.IsDirty = true;
    }

    private void Clear()
    {
        for (int i = _state.Book.Count - 1; i >= 0; i--)
        {
            if (!_state.Book[i].IsFinal) continue;
            _state.Book.Retire(i);
            _changed++;
            _state.IsDirty = true;
        }
    }
}
