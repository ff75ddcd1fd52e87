using System.Reflection;
using System.Runtime.InteropServices;
using EdgeAgent.Sensors;

namespace EdgeAgent.Tests;

public class NativeCallsTests
{
    private static readonly string[] Rooms = ["EdgeAgent.Native", "EdgeAgent.Storage"];

    [Fact]
    public void All_calls_to_native_code_stand_in_the_native_room_and_in_the_store()
    {
        var natives = typeof(IPowerSensor).Assembly.GetTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(m => m.Attributes.HasFlag(MethodAttributes.PinvokeImpl) || m.IsDefined(typeof(LibraryImportAttribute)))
            .ToList();
        Assert.Contains(natives, m => m.DeclaringType!.Namespace == "EdgeAgent.Native");
        Assert.All(natives, m => Assert.Contains(m.DeclaringType!.Namespace, Rooms));
        Assert.All(natives.Where(m => m.DeclaringType!.Namespace == "EdgeAgent.Native").Where(m => !m.Name.StartsWith('<')).GroupBy(m => m.Name),
            same => Assert.True(same.Count() <= 2, $"{same.Key} is imported {same.Count()} times"));
    }
}
