namespace ActorChat.Actors.Common;

/// <summary>
/// Marks an exception which leaves open whether what was asked for was done. After every other failure of the storage it was not.
/// </summary>
#pragma warning disable CA1040 // Code dispatches on it: the storage's exceptions are not known here.
public interface IUnknownOutcome
#pragma warning restore CA1040
{
    /// <summary>Whether a failure, or one of its causes, leaves the outcome open.</summary>
    static bool IsIn(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is IUnknownOutcome || (failure is AggregateException several && several.InnerExceptions.Any(IsIn)))
            {
                return true;
            }
        }

        return false;
    }
}
