namespace EdgeAgent.Simulation;

/// <summary>A policy's answer: the one task to run from now on (null: none), and when to ask again at the latest.</summary>
public readonly record struct Choice(SimulatedTask? Task, long AskAgainS = long.MaxValue);
