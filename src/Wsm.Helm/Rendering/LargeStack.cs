using System.Runtime.ExceptionServices;

namespace Wsm.Helm.Rendering;

/// <summary>Runs work that goes deep: a thousand templates including one another are legal.</summary>
internal static class LargeStack
{
    private const int Size = 256 * 1024 * 1024;

    public static T Run<T>(Func<T> work)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = work();
            }
            catch (Exception caught)
            {
                failure = ExceptionDispatchInfo.Capture(caught);
            }
        }, Size) { IsBackground = true, Name = "render" };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }
}
