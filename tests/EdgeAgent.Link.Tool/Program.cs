using EdgeAgent.Link.Tool;

// Drives the client for the scripts in tests/mqtt and for the process tests; each verb is described where it is implemented.
var arguments = new Arguments(args);
try
{
    return arguments.Verb switch
    {
        "intake" => Intake.Run(arguments),
        "storm" => await KillStorm.RunVerb(arguments),
        "agent-storm" => await AgentStorm.RunVerb(arguments),
        "contract" => await ContractSuite.RunVerb(arguments),
        "hostile" => Hostile.RunVerb(arguments),
        "failover" => await Failover.RunVerb(arguments),
        _ => Usage(),
    };
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
catch (Exception e) when (e is TimeoutException or InvalidOperationException)
{
    Console.Error.WriteLine($"{arguments.Verb}: {e.Message}");
    return 3;
}

static int Usage()
{
    Console.Error.WriteLine("usage: EdgeAgent.Link.Tool intake|storm|agent-storm|contract|failover|hostile --name value ...");
    return 2;
}
