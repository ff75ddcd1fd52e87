using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Power;

/// <summary>The last accepted values of every source with their times. The earlier source wins when two have the same value.</summary>
internal sealed class SourceTable(PackSpec? pack, EstimatorSettings settings, long[] rejected)
{
    private readonly List<Source> _sources = [];

    /// <summary>Checks and stores fresh readings; false when no value was accepted.</summary>
    public bool Take(IReadOnlyList<SourceReading> readings, in Timestamp now)
    {
        foreach (var source in _sources) source.IsFresh = false;
        bool any = false;
        foreach (var fresh in readings)
        {
            if (!IsOfNow(fresh.Reading, now)) continue;
            while (_sources.Count <= fresh.Source) _sources.Add(new Source(new SamplePlausibility(pack, settings, rejected)));
            any |= _sources[fresh.Source].Take(fresh.Reading);
        }

        return any;
    }

    public FusedReading Fuse(in Timestamp now, TimeSpan staleAfter)
    {
        var fused = new FusedReading();
        long oldest = now.DeviceTimeMs - (long)staleAfter.TotalMilliseconds;
        foreach (var source in _sources) source.AddTo(ref fused, oldest);
        fused.HasInputEvidence = fused.ExternalPower != Presence.Unknown || fused.Status != ChargeStatus.Unknown || !double.IsNaN(fused.CurrentA)
            || !double.IsNaN(fused.FreshGaugePct) || !double.IsNaN(fused.FreshVoltageV);
        return fused;
    }

    // Stale readings and readings from the future are ignored.
    private bool IsOfNow(in PowerReading reading, in Timestamp now)
    {
        if (reading.DeviceTimeMs <= now.DeviceTimeMs && now.Since(reading.DeviceTimeMs) <= settings.StaleAfter) return true;
        if (reading.DeviceTimeMs > now.DeviceTimeMs) rejected[(int)RejectReason.NotFinite]++;
        return false;
    }

    private sealed class Source(SamplePlausibility plausibility)
    {
        private PowerReading _last = new();
        private Dated _voltage = Dated.Nothing;
        private Dated _current = Dated.Nothing;
        private Dated _load = Dated.Nothing;
        private Dated _harvest = Dated.Nothing;
        private Dated _temperature = Dated.Nothing;
        private long _statusMs = -1;
        private long _inputMs = -1;
        private long _batteryMs = -1;
        private long _newestMs = -1;
        private ChargeStatus _status;
        private Presence _input;
        private Presence _battery;

        public bool IsFresh { get; set; }

        public bool Take(in PowerReading raw)
        {
            _last = plausibility.Filter(raw);
            long at = raw.DeviceTimeMs;
            bool any = !double.IsNaN(_last.SocPct);
            any |= _voltage.Take(_last.VoltageV, at);
            any |= _current.Take(_last.CurrentA, at);
            any |= _load.Take(_last.LoadW, at);
            any |= _harvest.Take(_last.HarvestW, at);
            any |= _temperature.Take(_last.TemperatureC, at);
            if (_last.Status != ChargeStatus.Unknown) (_status, _statusMs, any) = (_last.Status, at, true);
            if (_last.ExternalPower != Presence.Unknown) (_input, _inputMs, any) = (_last.ExternalPower, at, true);
            if (_last.Battery != Presence.Unknown) (_battery, _batteryMs, any) = (_last.Battery, at, true);
            if (any) _newestMs = at;
            return IsFresh = any;
        }

        public void AddTo(ref FusedReading fused, long oldestMs)
        {
            _voltage.AddTo(ref fused.VoltageV, oldestMs);
            _current.AddTo(ref fused.CurrentA, oldestMs);
            _load.AddTo(ref fused.LoadW, oldestMs);
            _harvest.AddTo(ref fused.HarvestW, oldestMs);
            _temperature.AddTo(ref fused.TemperatureC, oldestMs);
            if (_statusMs >= oldestMs && _statusMs >= 0 && fused.Status == ChargeStatus.Unknown) fused.Status = _status;
            // Absent overrules present: a wrong "absent" delays work, a wrong "present" drains the pack.
            if (_inputMs >= oldestMs && _inputMs >= 0 && fused.ExternalPower != Presence.Absent) fused.ExternalPower = _input;
            if (_batteryMs >= oldestMs && _batteryMs >= 0 && fused.Battery != Presence.Present) fused.Battery = _battery;
            fused.NewestMs = Math.Max(fused.NewestMs, _newestMs);
            if (IsFresh) AddFresh(ref fused);
        }

        private void AddFresh(ref FusedReading fused)
        {
            if (double.IsNaN(fused.FreshVoltageV)) fused.FreshVoltageV = _last.VoltageV;
            if (double.IsNaN(fused.FreshCurrentA)) fused.FreshCurrentA = _last.CurrentA;
            if (double.IsNaN(fused.FreshGaugePct)) fused.FreshGaugePct = _last.SocPct;
            if (double.IsNaN(fused.FullCapacityMah)) fused.FullCapacityMah = _last.FullCapacityMah;
            if (double.IsNaN(fused.RatedCapacityMah)) fused.RatedCapacityMah = _last.RatedCapacityMah;
        }
    }

    /// <summary>A value with the device time of its measurement.</summary>
    private struct Dated
    {
        private double _value;
        private long _atMs;

        public static Dated Nothing => new() { _value = double.NaN, _atMs = -1 };

        public bool Take(double value, long atMs)
        {
            if (double.IsNaN(value)) return false;
            _value = value;
            _atMs = atMs;
            return true;
        }

        public readonly void AddTo(ref double field, long oldestMs)
        {
            if (double.IsNaN(field) && _atMs >= oldestMs) field = _value;
        }
    }
}
