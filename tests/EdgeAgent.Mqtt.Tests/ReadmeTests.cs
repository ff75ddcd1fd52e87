using System.Diagnostics;
using System.Runtime.CompilerServices;
using EdgeAgent.Mqtt.Tool;

namespace EdgeAgent.Mqtt.Tests;

public sealed class ReadmeTests
{
    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [Fact]
    public async Task The_example_compiles_and_runs()
    {
        var readme = File.ReadAllText(Path.Combine(Folder(), "../../src/EdgeAgent.Mqtt/README.md"));
        var code = readme.Split("```csharp\n")[1].Split("```")[0];
        using var broker = new Mosquitto();
        var folder = Directory.CreateTempSubdirectory("readme-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "Program.cs"), code.Replace("Port = 1883", $"Port = {broker.Port}", StringComparison.Ordinal));
            File.WriteAllText(Path.Combine(folder, "example.csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup>
                <ItemGroup><Reference Include="{typeof(MqttClient).Assembly.Location}" /></ItemGroup></Project>
                """);
            var output = await Run(folder);
            Assert.Contains("the broker has it", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> Run(string folder)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["run", "--project", folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(3));
        await process.WaitForExitAsync();
        return output + await errors;
    }
}
