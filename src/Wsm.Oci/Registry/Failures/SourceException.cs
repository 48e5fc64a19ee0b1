namespace Wsm.Oci.Registry.Failures;

/// <summary>
/// What was to be sent could not be read: not the registry's fault, and not mended by sending again. Unwrapped before callers see it.
/// </summary>
internal sealed class SourceException(Exception cause) : Exception(cause.Message, cause)
{
    public static Exception? Find(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is SourceException source)
            {
                return source.InnerException;
            }
        }

        return null;
    }
}
