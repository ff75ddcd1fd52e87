using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Machine;

namespace EdgeAgent.Tests.Sensors;

public sealed class WakeUpsTests
{
    [Fact]
    public void Waiting_for_another_thread_is_counted()
    {
        var wakeUps = new WakeUps();
        Assert.Null(wakeUps.PerHour(After(minutes: 0)));
        const int Waits = 200;
        using var request = new SemaphoreSlim(0);
        using var answer = new SemaphoreSlim(0);
        var thread = new Thread(() =>
        {
            for (int i = 0; i < Waits; i++)
            {
                request.Wait();
                answer.Release();
            }
        });
        thread.Start();
        for (int i = 0; i < Waits; i++)
        {
            request.Release();
            answer.Wait();
        }

        thread.Join();
        Assert.InRange(wakeUps.PerHour(After(minutes: 60))!.Value, 1, double.MaxValue);
    }

    [Fact]
    public void Two_questions_at_one_moment_have_no_rate()
    {
        var wakeUps = new WakeUps();
        _ = wakeUps.PerHour(After(minutes: 5));
        Assert.Null(wakeUps.PerHour(After(minutes: 5)));
    }

    private static Timestamp After(int minutes) => new(DateTimeOffset.UnixEpoch, minutes * 60_000L, ClockTrust.Ntp);
}
