using ActorChat.Faults.Labs;

namespace ActorChat.Faults.Tests;

/// <summary>A test in network namespaces. It is skipped where there can be none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LabFactAttribute : FactAttribute
{
    public LabFactAttribute() => Skip = Lab.Obstacle();
}
