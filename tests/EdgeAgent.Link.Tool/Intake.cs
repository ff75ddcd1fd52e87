using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace EdgeAgent.Link.Tool;

/// <summary>
/// <c>intake --port P --id CLIENT --file DB [--host H] [--protocol 5|3.1.1] [--topic T] [--receive-maximum N] [--count N] [--keep-alive S] [--count-deliveries 0|1] [--until ID]</c>:
/// a durable consumer. Prints "connected" and, when subscribed, "ready"; with --count ends after that many tasks and prints rate and allocation, with --until after that task.
/// Ends in order on SIGTERM.
/// </summary>
internal static class Intake
{
    public static int Run(Arguments arguments)
    {
        using var file = new TaskFile(arguments.Text("file"));
        using var done = new ManualResetEventSlim();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            done.Set();
        });
        var meter = new Meter(arguments.Number("count", 0), done);
        var until = Encoding.ASCII.GetBytes(arguments.Text("until", "") is { Length: > 0 } id ? id + " " : "\n");
        bool countDeliveries = arguments.Number("count-deliveries", 0) == 1;
        using var arrived = new BlockingCollection<InboundBatch>();
        var options = Options(arguments);
        options.OnReceived = arrived.Add;
        using var session = new BrokerSession(options);
        using var end = new CancellationTokenSource();
        var storing = new Thread(() =>
        {
            while (!done.IsSet && Next(arrived, end.Token) is { } first) Store(file, Batch(first, arrived), countDeliveries, meter, until, done);
        })
        { IsBackground = true };
        storing.Start();
        session.Start();
        done.Wait();
        end.Cancel();
        storing.Join(TimeSpan.FromSeconds(5));
        session.Stop(TimeSpan.FromSeconds(5));
        meter.Print();
        return 0;
    }

    /// <summary>Waits for it, without a time: an idle intake is to wake for the link only. Null at the end.</summary>
    private static InboundBatch? Next(BlockingCollection<InboundBatch> arrived, CancellationToken end)
    {
        try
        {
            return arrived.Take(end);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static List<InboundBatch> Batch(InboundBatch first, BlockingCollection<InboundBatch> arrived)
    {
        List<InboundBatch> batches = [first];
        while (arrived.TryTake(out var next)) batches.Add(next);
        return batches;
    }

    /// <summary>As the agent's loop does: everything that has arrived is one commit, then it is acknowledged in order.</summary>
    private static void Store(TaskFile file, List<InboundBatch> batches, bool countDeliveries, Meter meter, byte[] until, ManualResetEventSlim done)
    {
        var messages = batches.SelectMany(b => b.Messages).ToList();
        file.Store(messages, countDeliveries);
        foreach (var batch in batches) batch.Acknowledge();
        meter.Add(messages.Count);
        if (messages.Exists(m => m.Payload.Span.StartsWith(until))) done.Set();
    }

    private static SessionOptions Options(Arguments arguments) => new()
    {
        Host = arguments.Text("host", "127.0.0.1"),
        Port = arguments.Number("port"),
        Protocol = arguments.Protocol,
        ClientId = arguments.Text("id"),
        CleanStart = false,
        SessionExpirySeconds = uint.MaxValue,
        KeepAlive = TimeSpan.FromSeconds(arguments.Number("keep-alive", 60)),
        ReceiveMaximum = (ushort)arguments.Number("receive-maximum", 1000),
        Filters = [Messages.Filter(arguments.Text("topic", "task/#"))],
        Reconnect = { Base = TimeSpan.FromMilliseconds(50), Maximum = TimeSpan.FromMilliseconds(500), AfterTakeover = TimeSpan.FromMilliseconds(500) },
        OnConnected = _ => Console.WriteLine("connected"),
        OnSubscribed = refused => Console.WriteLine(refused.Count == 0 ? "ready" : $"refused {string.Join(' ', refused.Select(r => r.ResultCode))}"),
        OnDisconnected = loss => Console.Error.WriteLine(loss.Reason),
        OnWarning = warning => Console.Error.WriteLine(warning.Text),
    };

    /// <summary>Counts from the first message to the last that was asked for.</summary>
    private sealed class Meter(int wanted, ManualResetEventSlim done)
    {
        private long _start, _allocated;
        private int _count, _batches;
        private TimeSpan _elapsed;

        public void Add(int messages)
        {
            // The first batch is where the code is compiled; it is left out.
            if (_batches++ == 0)
            {
                (_start, _allocated) = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes());
                wanted -= messages;
                return;
            }
            _count += messages;
            if (wanted <= 0 || _count < wanted || done.IsSet)
                return;
            _elapsed = Stopwatch.GetElapsedTime(_start);
            _allocated = GC.GetTotalAllocatedBytes() - _allocated;
            done.Set();
        }

        public void Print()
        {
            if (_elapsed > TimeSpan.Zero)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"stored {_count} tasks in {_batches - 1} commits, {_count / _elapsed.TotalSeconds:0} per second, {_allocated / 1e6 / _count * 1000:0.000} MB allocated per 1000"));
        }
    }
}
