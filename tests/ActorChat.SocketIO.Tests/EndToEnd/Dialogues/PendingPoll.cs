namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>A GET that the server holds back.</summary>
internal sealed class PendingPoll(Task<HttpResponseMessage> request)
{
    /// <summary>The answer, once the server has one.</summary>
    public async Task<Answer> AnswerAsync()
    {
        using var response = await request;
        return await Answer.ReadAsync(response);
    }

    public async Task ExpectOkAsync(string body) => (await AnswerAsync()).ExpectOk(body);

    /// <summary>The request must end without an answer, because the client cancelled it.</summary>
    public Task ExpectAbortedAsync() => Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
}
