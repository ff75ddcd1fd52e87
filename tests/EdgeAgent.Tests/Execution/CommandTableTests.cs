using EdgeAgent.Execution;
using EdgeAgent.Options;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Tests.Execution;

public sealed class CommandTableTests
{
    [Fact]
    public void A_list_of_paths_and_names_is_an_allow_list()
    {
        (CommandTable table, ConfigReader reader) = Read("""{"AllowedCommands":["/opt/tools/scan","sh"]}""");

        Assert.Empty(reader.Faults);
        Assert.Equal(["scan", "sh"], table.Names);
        Assert.Equal("/opt/tools/scan", table.Find("scan")!.Path);
        Assert.Equal("/opt/tools/scan", table.Find("/opt/tools/scan")!.Path);
        Assert.Equal("/usr/bin/sh", table.Find("sh")!.Path);
        Assert.Null(table.Find("/bin/rm"));
        Assert.Null(table.Find("SCAN"));
    }

    [Fact]
    public void A_program_may_be_named_by_either_path_where_its_folder_is_a_link()
    {
        string root = Directory.CreateTempSubdirectory("edgeagent-commands-").FullName;
        Directory.CreateDirectory($"{root}/usr-bin");
        File.CreateSymbolicLink($"{root}/bin", $"{root}/usr-bin");
        File.WriteAllText($"{root}/usr-bin/box", "");
        File.CreateSymbolicLink($"{root}/usr-bin/other", "box");

        (CommandTable table, _) = Read("{\"AllowedCommands\":[\"" + root + "/usr-bin/box\"]}");

        Assert.NotNull(table.Find($"{root}/bin/box"));
        Assert.Null(table.Find($"{root}/bin/other"));
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public void One_text_with_commas_is_enough_for_an_environment_variable()
    {
        (CommandTable table, ConfigReader reader) = Read("""{"AllowedCommands":"/bin/echo, sleep"}""");

        Assert.Empty(reader.Faults);
        Assert.Equal(["echo", "sleep"], table.Names);
    }

    [Fact]
    public void A_detailed_entry_has_its_arguments_environment_and_exit_codes()
    {
        (CommandTable table, ConfigReader reader) = Read("""
            {"AllowedCommands":{
              "echo":"/bin/echo",
              "backup":{"Path":"/usr/bin/python3","Arguments":["/opt/backup.py"],"TakesArguments":false,
                        "Environment":{"LANG":"C"},"AllowedEnvironment":["LEVEL"],"ExitCodes":{"6":"network"}}},
             "Kinds":{"nightly":"backup"}}
            """);

        Assert.Empty(reader.Faults);
        AllowedCommand backup = table.Find("backup")!;
        Assert.Equal(("/usr/bin/python3", "/opt/backup.py", false), (backup.Path, Assert.Single(backup.Arguments), backup.TakesArguments));
        Assert.Equal(("C", ErrorCategory.Network), (backup.Environment["LANG"], backup.ExitCodes[6]));
        Assert.Equal(["LEVEL"], backup.AllowedEnvironment);
        Assert.Empty(table.Find("echo")!.AllowedEnvironment);
        Assert.Equal("backup", table.Kinds["nightly"]);
        Assert.Empty(reader.UnknownKeys());
    }

    [Theory]
    [InlineData("""{"AllowedCommands":["tools/scan"]}""", "EdgeAgent:Tasks:AllowedCommands:0: 'tools/scan': allowed an absolute path")]
    [InlineData("""{"AllowedCommands":["no-such-program-here"]}""", "EdgeAgent:Tasks:AllowedCommands:0: 'no-such-program-here': allowed an absolute path")]
    [InlineData("""{"AllowedCommands":{"a":{"Arguments":["x"]}}}""", "EdgeAgent:Tasks:AllowedCommands:a: (empty): allowed an absolute path")]
    [InlineData("""{"AllowedCommands":["/bin/sh","/usr/bin/sh"]}""", "EdgeAgent:Tasks:AllowedCommands: 'sh': allowed each name once")]
    [InlineData("""{"AllowedCommands":{"a":{"Path":"/bin/sh","ExitCodes":{"0":"network"}}}}""", "EdgeAgent:Tasks:AllowedCommands:a:ExitCodes:0: 'network': allowed codes 1 to 255")]
    [InlineData("""{"AllowedCommands":{"a":{"Path":"/bin/sh","TakesArguments":"maybe"}}}""", "EdgeAgent:Tasks:AllowedCommands:a:TakesArguments: 'maybe': allowed true or false")]
    [InlineData("""{"AllowedCommands":{"a":{"Path":"/bin/sh","AllowedEnvironment":["EDGEAGENT_RUN"]}}}""", "EdgeAgent:Tasks:AllowedCommands:a:AllowedEnvironment: 'EDGEAGENT_RUN': allowed names")]
    [InlineData("""{"Kinds":{"transcode":"ffmpeg"}}""", "EdgeAgent:Tasks:Kinds:transcode: 'ffmpeg': allowed a name in AllowedCommands")]
    public void A_wrong_entry_is_a_fault_with_key_value_and_what_is_allowed(string json, string fault)
    {
        (_, ConfigReader reader) = Read(json);

        Assert.StartsWith(fault, Assert.Single(reader.Faults).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Confinement":"docker"}""", "EdgeAgent:Tasks:Confinement: 'docker': allowed auto, process_group")]
    [InlineData("""{"OutputKib":0}""", "EdgeAgent:Tasks:OutputKib: '0': allowed a whole number from 1 to 4096")]
    [InlineData("""{"CleanupFolders":["/"]}""", "EdgeAgent:Tasks:CleanupFolders: '/': allowed absolute paths, not / itself")]
    [InlineData("""{"ReadFolders":["logs"]}""", "EdgeAgent:Tasks:ReadFolders: 'logs': allowed absolute paths")]
    public void A_wrong_option_is_a_fault_with_key_value_and_range(string json, string fault)
    {
        ConfigReader reader = Reader(json);

        ExecutionOptions.Read(reader);

        Assert.StartsWith(fault, Assert.Single(reader.Faults).ToString(), StringComparison.Ordinal);
    }

    private static (CommandTable Table, ConfigReader Reader) Read(string json)
    {
        ConfigReader reader = Reader(json);
        return (CommandTable.Read(reader), reader);
    }

    private static ConfigReader Reader(string json)
    {
        string document = "{\"EdgeAgent\":{\"Tasks\":" + json + "}}";
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(document));
        return new ConfigReader(new ConfigurationBuilder().AddJsonStream(stream).Build(), "EdgeAgent:Tasks");
    }
}
