// Symbol visibility: everything is hidden but what carries SINTER_API.
#pragma once
#define SINTER_API __attribute__((visibility("default")))
