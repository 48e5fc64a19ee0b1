using System.Runtime.ExceptionServices;

namespace Wsm.Helm.Templates.Evaluation;

/// <summary>
/// Runs work on a thread of its own with room for templates that call one another a thousand deep, as helm allows.
/// The memory is only reserved; what is not used costs nothing.
/// </summary>
internal static class DeepStack
{
    private const int StackBytes = 256 * 1024 * 1024;

    /// <summary>Waits for the result; an exception of the work is thrown here as it was there.</summary>
    public static T Run<T>(Func<T> work)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = work();
                }
                catch (Exception exception)
                {
                    failure = ExceptionDispatchInfo.Capture(exception);
                }
            },
            StackBytes
        )
        {
            IsBackground = true,
            Name = "render",
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }
}
