// TensorFlow's library writes two lines about oneDNN to standard error while it is being loaded, before any setting of
// its own is read. This addon lets the engine close standard error for that moment: mute() gives a descriptor that
// unmute(descriptor) puts back.
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

static napi_value Mute(napi_env env, napi_callback_info) {
  int saved = dup(STDERR_FILENO);
  int nowhere = open("/dev/null", O_WRONLY);
  if (saved >= 0 && nowhere >= 0) dup2(nowhere, STDERR_FILENO);
  if (nowhere >= 0) close(nowhere);
  napi_value result;
  napi_create_int32(env, saved, &result);
  return result;
}

static napi_value Unmute(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  int saved = -1;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  if (count == 1 && napi_get_value_int32(env, argument, &saved) == napi_ok && saved >= 0) {
    dup2(saved, STDERR_FILENO);
    close(saved);
  }
  return nullptr;
}

static napi_value Init(napi_env env, napi_value exports) {
  napi_value mute, unmute;
  napi_create_function(env, "mute", NAPI_AUTO_LENGTH, Mute, nullptr, &mute);
  napi_create_function(env, "unmute", NAPI_AUTO_LENGTH, Unmute, nullptr, &unmute);
  napi_set_named_property(env, exports, "mute", mute);
  napi_set_named_property(env, exports, "unmute", unmute);
  return exports;
}

NAPI_MODULE(mute_stderr, Init)
