namespace Wsm.Serve;

/// <summary>One finished request, as a request log shows it.</summary>
public sealed record ServedRequest(string Method, string Path, string Query, int Status);
