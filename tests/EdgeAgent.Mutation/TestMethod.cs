using System.Reflection;
using System.Runtime.ExceptionServices;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace EdgeAgent.Mutation;

/// <summary>One test method with all its rows of data, called directly: a run costs what the test itself costs.</summary>
internal sealed class TestMethod(MethodInfo method)
{
    public string Name => $"{method.DeclaringType!.Name}.{method.Name}";

    /// <summary>The facts and theories of an assembly, in the order of their names. The soak is long and asks the same rules as its parts.</summary>
    public static IReadOnlyList<TestMethod> Of(Assembly assembly) =>
    [
        .. assembly.GetExportedTypes().Where(t => !t.IsAbstract && !t.Name.Contains("Soak", StringComparison.Ordinal))
            .SelectMany(t => t.GetMethods()).Where(m => m.GetCustomAttribute<FactAttribute>() is { Skip: null })
            .Select(m => new TestMethod(m)).OrderBy(t => t.Name, StringComparer.Ordinal),
    ];

    /// <summary>Whether every row passes. The first that fails ends the run.</summary>
    public bool Passes()
    {
        try
        {
            foreach (object?[] row in Rows()) Call(row);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private IEnumerable<object?[]> Rows()
    {
        if (method.GetCustomAttribute<TheoryAttribute>() is null) return [[]];
        var tracker = new DisposalTracker();
        return method.GetCustomAttributes().OfType<IDataAttribute>().SelectMany(data => data.GetData(method, tracker).AsTask().GetAwaiter().GetResult()).Select(row => row.GetData());
    }

    private void Call(object?[] row)
    {
        var parameters = method.GetParameters();
        object?[] values = [.. parameters.Select((p, i) => i < row.Length ? Converted(row[i], p.ParameterType) : p.DefaultValue)];
        object? rig = method.IsStatic ? null : Rig();
        try
        {
            if (method.Invoke(rig, values) is Task task) task.GetAwaiter().GetResult();
        }
        catch (TargetInvocationException failure)
        {
            ExceptionDispatchInfo.Throw(failure.InnerException!);
        }
        finally
        {
            (rig as IDisposable)?.Dispose();
        }
    }

    // A test class takes nothing, or a place for its output.
    private object Rig()
    {
        var constructor = method.DeclaringType!.GetConstructors().Single();
        return constructor.Invoke([.. constructor.GetParameters().Select(_ => new NoOutput())]);
    }

    // As xunit does: the number 1 of a row fits a parameter of type double.
    private static object? Converted(object? value, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return value is IConvertible && !type.IsInstanceOfType(value) && !type.IsEnum ? Convert.ChangeType(value, type, System.Globalization.CultureInfo.InvariantCulture) : value;
    }

    private sealed class NoOutput : ITestOutputHelper
    {
        public string Output => "";

        public void Write(string message)
        {
        }

        public void Write(string format, params object[] args)
        {
        }

        public void WriteLine(string message)
        {
        }

        public void WriteLine(string format, params object[] args)
        {
        }
    }
}
