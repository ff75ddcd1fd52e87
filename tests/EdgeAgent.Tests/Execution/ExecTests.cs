using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;

namespace EdgeAgent.Tests.Execution;

public sealed class ExecTests : IDisposable
{
    private readonly ExecRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_program_runs_to_its_end_and_its_output_is_the_result()
    {
        (_, RunProbe probe) = _rig.Start(ExecRig.Spec(ExecRig.Args("sh", "-c", "echo one; echo two")));

        await probe.Started;
        RunOutcome outcome = await probe.Exited;

        Assert.True(outcome.Succeeded);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("one\ntwo\n", ExecRig.Text(outcome));
        Assert.Equal(8, outcome.ResultBytes);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("one\ntwo\n"u8)), outcome.ResultSha256);
        Assert.Equal(1, probe.Exits);
    }

    [Fact]
    public async Task Arguments_reach_the_program_as_they_are_and_no_shell_sees_them()
    {
        string[] odd = ["a b", "$(id)", "; rm -rf /", "*", "", "ü\n\"'"];

        RunOutcome outcome = await _rig.Start(ExecRig.Spec(ExecRig.Args("python3", ["-c", "import sys; print('|'.join(sys.argv[1:]), end='')", .. odd]))).Probe.Exited;

        Assert.Equal(string.Join('|', odd), ExecRig.Text(outcome));
    }

    [Fact]
    public async Task The_environment_is_made_from_nothing()
    {
        Environment.SetEnvironmentVariable("EXEC_TEST_SECRET", "hunter2");

        AllowedCommand environment = ExecRig.Command("show", "/usr/bin/env") with { AllowedEnvironment = new HashSet<string> { "LEVEL" } };
        using var rig = new ExecRig(commands: ExecRig.Commands(environment));

        RunOutcome outcome = await rig.Start(ExecRig.Spec("""{"command":"show","env":{"LEVEL":"9"}}""")).Probe.Exited;

        string[] names = [.. ExecRig.Text(outcome).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('=')[0]).Order(StringComparer.Ordinal)];
        Assert.Equal(
            ["EDGEAGENT_ATTEMPT", "EDGEAGENT_BATCH", "EDGEAGENT_CONTROL_FD", "EDGEAGENT_FD", "EDGEAGENT_KIND", "EDGEAGENT_LIMITS",
             "EDGEAGENT_PARALLEL", "EDGEAGENT_QUALITY", "EDGEAGENT_RUN", "EDGEAGENT_TASK", "HOME", "LANG", "LEVEL", "PATH", "TMPDIR"],
            names);
    }

    [Fact]
    public async Task A_program_inherits_no_descriptor_signal_setting_or_terminal_of_the_agent()
    {
        const string script = """
            import os, signal
            fds = {int(f): os.readlink('/proc/self/fd/' + f) for f in os.listdir('/proc/self/fd') if os.path.exists('/proc/self/fd/' + f)}
            print(sorted(f for f in fds if f < 5), [os.path.basename(p) for f, p in fds.items() if f >= 5])
            print(os.getsid(0) == os.getpid() or os.getsid(0) == os.getppid(), os.read(0, 1))
            print([l for l in open('/proc/self/status') if l.startswith('SigBlk')][0].split()[1])
            print(signal.getsignal(signal.SIGTERM) == signal.SIG_DFL)
            """;

        RunOutcome outcome = await _rig.Start(ExecRig.Spec(ExecRig.Args("python3", "-c", script))).Probe.Exited;

        Assert.Equal("[0, 1, 2, 3, 4] ['.gate']\nTrue b''\n0000000000000000\nTrue\n", ExecRig.Text(outcome));
    }

    [Theory]
    [InlineData(0, null, false)]
    [InlineData(1, ErrorCategory.Other, false)]
    [InlineData(21, ErrorCategory.Other, true)]
    [InlineData(64, ErrorCategory.ClientError, false)]
    [InlineData(68, ErrorCategory.Network, false)]
    [InlineData(69, ErrorCategory.ServerError, false)]
    [InlineData(75, ErrorCategory.Other, true)]
    [InlineData(77, ErrorCategory.Authentication, false)]
    [InlineData(124, ErrorCategory.Timeout, false)]
    public async Task An_exit_code_gives_the_error_category(int code, ErrorCategory? category, bool asksForLater)
    {
        RunOutcome outcome = await _rig.RunAsync($"echo first >&2; echo the reason >&2; exit {code}");

        Assert.Equal(category, outcome.Error?.Category);
        Assert.Equal(code, outcome.ExitCode);
        Assert.Equal(asksForLater, outcome.AsksForLater);
        if (category is not null) Assert.EndsWith("the reason", outcome.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_may_bring_exit_codes_of_its_own()
    {
        AllowedCommand curl = ExecRig.Command("fetch", "/bin/sh") with { ExitCodes = new Dictionary<int, ErrorCategory> { [6] = ErrorCategory.Network } };
        using var rig = new ExecRig(commands: ExecRig.Commands(curl));

        RunOutcome outcome = await rig.Start(ExecRig.Spec(ExecRig.Args("fetch", "-c", "exit 6"))).Probe.Exited;

        Assert.Equal(ErrorCategory.Network, outcome.Error!.Category);
    }

    [Fact]
    public async Task A_program_that_a_signal_ends_has_failed_by_that_signal()
    {
        RunOutcome outcome = await _rig.RunAsync("kill -SEGV $$");

        Assert.Equal(128 + 11, outcome.ExitCode);
        Assert.Equal("ended by SIGSEGV", outcome.Error!.Message);
    }

    [Fact]
    public async Task Long_output_keeps_head_and_tail_and_counts_all_of_it()
    {
        RunOutcome outcome = await _rig.RunAsync("echo HEAD; head -c 3000000 /dev/zero | tr '\\0' x; echo TAIL", TaskLimits.None with { OutputKib = 2 });

        string kept = ExecRig.Text(outcome);
        Assert.InRange(outcome.Result.Length, 2048, 2048 + 64);
        Assert.StartsWith("HEAD\n", kept, StringComparison.Ordinal);
        Assert.EndsWith("TAIL\n", kept, StringComparison.Ordinal);
        Assert.Contains("bytes left out", kept, StringComparison.Ordinal);
        Assert.Equal(3_000_010, outcome.ResultBytes);
        byte[] whole = [.. "HEAD\n"u8, .. Encoding.ASCII.GetBytes(new string('x', 3_000_000)), .. "TAIL\n"u8];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(whole)), outcome.ResultSha256);
    }

    [Fact]
    public async Task A_missing_program_is_an_outcome_and_not_a_crash()
    {
        using var rig = new ExecRig(commands: ExecRig.Commands(ExecRig.Command("gone", "/nonexistent/tool")));

        RunOutcome outcome = await rig.Start(ExecRig.Spec(ExecRig.Args("gone"))).Probe.Exited;

        Assert.False(outcome.Succeeded);
        Assert.Contains("/nonexistent/tool", outcome.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Processor_time_is_counted_for_the_energy_account()
    {
        RunOutcome outcome = await _rig.Start(ExecRig.Spec(ExecRig.Args("python3", "-c", "import time\nwhile time.process_time() < 0.3: pass"))).Probe.Exited;

        Assert.InRange(outcome.Usage!.Value.Cpu.TotalSeconds, 0.29, 5);
    }

    [Theory]
    [InlineData("""[]""", "args: must be a JSON object")]
    [InlineData("""{}""", "args.command: is required: a program of Tasks:AllowedCommands, and argv for its arguments; allowed: env, python3, sh, sleep")]
    [InlineData("""{"argv":"ls"}""", "args.argv: must be a list of at most 1024 items, each text of 0 to 131071 characters without NUL, not \"ls\"")]
    [InlineData("""{"argv":["ls", 5]}""", "args.argv[1]: must be text of 0 to 131071 characters without NUL, not 5")]
    [InlineData("""{"argv":["rm","-rf","/"]}""", "args.argv[0]: 'rm' is not in Tasks:AllowedCommands; allowed: env, python3, sh, sleep")]
    [InlineData("""{"command":"rm"}""", "args.command: 'rm' is not in Tasks:AllowedCommands")]
    [InlineData("""{"command":"sh","env":{"LD_PRELOAD":"/tmp/x.so"}}""", "args.env.LD_PRELOAD: is not allowed")]
    [InlineData("""{"command":"sh","env":{"EDGEAGENT_RUN":"x"}}""", "args.env.EDGEAGENT_RUN: is not allowed: the agent sets it")]
    [InlineData("""{"command":"sh","env":{"LEVEL":"9"}}""", "args.env.LEVEL: is not allowed for sh; AllowedEnvironment names none")]
    [InlineData("""{"command":"sh","env":{"A=B":"x"}}""", "args.env.A=B: is no name of an environment variable")]
    [InlineData("""{"command":"sh","env":[]}""", "args.env: must be an object of texts, not a list")]
    [InlineData("""{"command":"sh","argv":["a\u0000b"]}""", "args.argv[0]: must be text of 0 to 131071 characters without NUL")]
    public void Wrong_arguments_are_refused_with_the_name_of_the_field(string args, string message)
    {
        string? error = _rig.Worker.Validate(ExecRig.Spec(args)).Fault;

        Assert.StartsWith(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"argv":["sh","-c","true"]}""")]
    [InlineData("""{"command":"sh","argv":["-c","true"]}""")]
    [InlineData("""{"command":"/bin/sh"}""")]
    public void A_command_is_named_by_its_name_or_its_path(string args) => Assert.Null(_rig.Worker.Validate(ExecRig.Spec(args)).Fault);
}
