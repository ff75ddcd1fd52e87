using EdgeAgent.Execution;

namespace EdgeAgent.Tests.Execution;

/// <summary>What a document may put into the environment of an allowed program.</summary>
public sealed class EnvironmentTests : IDisposable
{
    private readonly ExecRig _rig = new();

    /// <summary>Variables that make some common program load, run or read what their value names.</summary>
    public static TheoryData<string> Dangerous { get; } =
    [
        "TAR_OPTIONS", "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "PATH", "IFS", "ENV", "BASH_ENV", "SHELLOPTS", "PS4", "PROMPT_COMMAND",
        "PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME", "PYTHONINSPECT", "PYTHONBREAKPOINT", "PERL5LIB", "PERL5OPT", "PERL5DB", "RUBYOPT", "RUBYLIB",
        "NODE_OPTIONS", "NODE_PATH", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_EXTERNAL_DIFF", "GIT_PROXY_COMMAND", "GIT_CONFIG_GLOBAL", "GIT_PAGER",
        "RSYNC_RSH", "RSYNC_CONNECT_PROG", "PAGER", "LESSOPEN", "LESSCLOSE", "MANPAGER", "EDITOR", "VISUAL", "BROWSER", "CC", "MAKEFLAGS",
        "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH", "DOTNET_STARTUP_HOOKS", "CORECLR_PROFILER_PATH", "LUA_INIT", "R_PROFILE", "PHPRC",
        "OPENSSL_CONF", "OPENSSL_MODULES", "GCONV_PATH", "LOCPATH", "TMPDIR", "HOME", "ZIPOPT", "UNZIP", "GZIP", "XZ_OPT", "ZDOTDIR", "AWKPATH",
        "AWKLIBPATH", "WGETRC", "CURL_HOME", "http_proxy", "https_proxy", "ALL_PROXY", "SSL_CERT_FILE", "SSH_ASKPASS", "SUDO_ASKPASS", "TERMINFO",
        "MALLOC_TRACE", "GTK_MODULES", "QT_PLUGIN_PATH", "SYSTEMD_EDITOR", "EDGEAGENT_FD", "EDGEAGENT_CHECKPOINT", "EDGEAGENT_ARGS",
    ];

    public void Dispose() => _rig.Dispose();

    [Theory]
    [MemberData(nameof(Dangerous))]
    public void A_variable_that_makes_a_program_run_something_else_is_refused(string name) => Assert.StartsWith(
        $"args.env.{name}: is not allowed", _rig.Worker.Validate(ExecRig.Spec($$$"""{"command":"sh","env":{"{{{name}}}":"x"}}""")).Fault, StringComparison.Ordinal);

    [Fact]
    public async Task Tar_options_in_the_document_run_no_command_of_the_sender()
    {
        AllowedCommand backup = ExecRig.Command("backup", "/bin/tar") with { Arguments = ["-cf", "out.tar", "limits.json"], TakesArguments = false };
        using var rig = new ExecRig(commands: ExecRig.Commands(backup));
        string trace = Path.Combine(rig.Folder, "owned");
        string args = $$$"""{"command":"backup","env":{"TAR_OPTIONS":"--checkpoint=1 --checkpoint-action=exec=touch\u0020{{{trace}}}"}}""";

        RunOutcome outcome = await rig.Start(ExecRig.Spec(args)).Probe.Exited;

        Assert.StartsWith("args.env.TAR_OPTIONS: is not allowed for backup", outcome.Error!.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(trace));
    }

    [Fact]
    public async Task Only_the_named_variable_reaches_the_program()
    {
        AllowedCommand named = ExecRig.Command("named", "/usr/bin/env") with { AllowedEnvironment = new HashSet<string> { "LEVEL" } };
        using var rig = new ExecRig(commands: ExecRig.Commands(named));

        Assert.StartsWith(
            "args.env.level: is not allowed for named; AllowedEnvironment names LEVEL",
            rig.Worker.Validate(ExecRig.Spec("""{"command":"named","env":{"level":"9"}}""")).Fault,
            StringComparison.Ordinal);
        RunOutcome outcome = await rig.Start(ExecRig.Spec("""{"command":"named","env":{"LEVEL":"9"}}""")).Probe.Exited;

        Assert.Contains("LEVEL=9\n", ExecRig.Text(outcome), StringComparison.Ordinal);
    }
}
